package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.DurableFiles;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.checkpoint.ModelFiles;
import dev.smoltulu.trainer.loop.OpenRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run measures now and then: rewards on held-out prompts, and scores of eval_tasks. */
final class Evaluations {

    private final OpenRun run;
    private final SampleLog samples;
    private final ProblemNotes problems;
    private final Optional<HeldOut> heldOut;
    private final Optional<Benchmarks> benchmarks;
    private final ModelFiles files;

    Evaluations(RlvrData data, OpenRun run, SampleLog samples, Sampler sampler, ProblemNotes problems) {
        this.run = run;
        this.samples = samples;
        this.problems = problems;
        this.heldOut = data.rows().evaluation().map(prompts -> new HeldOut(prompts, data.config(), sampler));
        this.benchmarks = data.benchmarks();
        this.files = new ModelFiles(data.setup().model(), data.setup().modelFolder());
    }

    boolean any() {
        return heldOut.isPresent() || benchmarks.isPresent();
    }

    /** The measures of the model as it is after {@code step} steps; nothing if stopped. */
    Optional<Map<String, Double>> measure(long step, TrainingSession policy) {
        Map<String, Double> measures = new LinkedHashMap<>();
        if (heldOut.isPresent()) {
            Optional<List<Rollout>> rollouts = heldOut.get().sample(run.stop()::requested);
            if (rollouts.isEmpty()) {
                return Optional.empty();
            }
            problems.tell(rollouts.get());
            samples.evaluation(step, rollouts.get());
            measures.putAll(heldOut.get().measures(rollouts.get()));
        }
        if (benchmarks.isPresent()) {
            Optional<Map<String, Double>> scores = onTasks(step, policy);
            if (scores.isEmpty()) {
                return Optional.empty();
            }
            measures.putAll(scores.get());
        }
        return Optional.of(measures);
    }

    /** Tasks are measured on a model folder, which is there as long as it takes. */
    private Optional<Map<String, Double>> onTasks(long step, TrainingSession policy) {
        Path folder = run.folder().resolve(".tmp-eval-model");
        try {
            clear(folder);
            files.write(Files.createDirectory(folder), policy);
            Path output = Files.createDirectories(run.folder().resolve("eval").resolve("step-" + step));
            Optional<Map<String, Double>> scores =
                    benchmarks.orElseThrow().measure(folder, output, run.stop()::requested);
            clear(folder);
            return scores;
        } catch (IOException failed) {
            throw UserError.failed("eval_tasks: " + folder + " cannot be written or deleted (" + failed + ")", failed);
        }
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            DurableFiles.deleteTree(folder);
        }
    }
}
