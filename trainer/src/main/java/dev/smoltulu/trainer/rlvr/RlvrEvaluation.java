package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.DurableFiles;
import dev.smoltulu.data.PromptDataset;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.checkpoint.ModelFiles;
import dev.smoltulu.trainer.loop.OpenRun;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Evaluates the policy: the rewards of one response to each held-out prompt, and the scores of eval_tasks. */
final class RlvrEvaluation {

    private final RlvrData data;
    private final OpenRun run;
    private final SampleLog samples;
    private final Sampler sampler;
    private final VerifierPool verifiers;

    RlvrEvaluation(RlvrData data, OpenRun run, SampleLog samples, Sampler sampler, VerifierPool verifiers) {
        this.data = data;
        this.run = run;
        this.samples = samples;
        this.sampler = sampler;
        this.verifiers = verifiers;
    }

    /** Whether the recipe names anything to evaluate on. */
    boolean isConfigured() {
        return data.rows().evaluation().isPresent() || data.benchmarks().isPresent();
    }

    /** The metrics of the policy as it is after {@code step} steps; empty if stopped. */
    Optional<Map<String, Double>> evaluate(long step) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        if (data.rows().evaluation().isPresent()) {
            PromptDataset prompts = data.rows().evaluation().get();
            Optional<List<Rollout>> sampled = sampler.sample(requests(prompts), run.stop()::requested, done -> {});
            if (sampled.isEmpty()) {
                return Optional.empty();
            }
            verifiers.report(sampled.get());
            samples.evaluation(step, sampled.get());
            metrics.putAll(RlvrMetrics.ofRollouts(sampled.get(), RlvrData.sources(prompts)));
        }
        if (data.benchmarks().isPresent()) {
            Optional<Map<String, Double>> scores =
                    onTasks(step, data.benchmarks().get(), run.session());
            if (scores.isEmpty()) {
                return Optional.empty();
            }
            metrics.putAll(scores.get());
        }
        return Optional.of(metrics);
    }

    /** One response to each held-out prompt, the likeliest tokens where eval_temperature is 0. */
    private List<Sampler.Request> requests(PromptDataset prompts) {
        RlvrConfig config = data.config();
        double temperature = config.heldOut().evalTemperature();
        return IntStream.range(0, prompts.size())
                .mapToObj(i -> new Sampler.Request(
                        prompts.get(i),
                        i,
                        i,
                        temperature == 0
                                ? Sampling.GREEDY
                                : new Sampling(
                                        temperature,
                                        config.rollouts().topP(),
                                        0,
                                        RandomSeeds.of(config.steps().seed(), RandomSeeds.Use.EVALUATION, i))))
                .toList();
    }

    /** Tasks are measured on a model folder, which is deleted afterwards. */
    private Optional<Map<String, Double>> onTasks(long step, Benchmarks benchmarks, TrainingSession policy) {
        Path folder = run.folder().resolve(".tmp-eval-model");
        try {
            clear(folder);
            new ModelFiles(data.setup().model(), data.setup().modelFolder())
                    .write(Files.createDirectory(folder), policy);
            Path output = Files.createDirectories(run.folder().resolve("eval").resolve("step-" + step));
            Optional<Map<String, Double>> scores = benchmarks.measure(folder, output, run.stop()::requested);
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
