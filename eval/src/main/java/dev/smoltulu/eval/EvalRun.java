package dev.smoltulu.eval;

import dev.smoltulu.UserError;
import dev.smoltulu.eval.data.Document;
import dev.smoltulu.eval.data.DocumentFile;
import dev.smoltulu.eval.perplexity.Perplexity;
import dev.smoltulu.eval.perplexity.PerplexityResult;
import dev.smoltulu.eval.report.ResultsFile;
import dev.smoltulu.eval.report.RunClock;
import dev.smoltulu.eval.report.SamplesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** An evaluation from model folder and data to its files. */
public final class EvalRun {

    /**
     * What an evaluation found.
     *
     * @param tasks     in the order they were asked for
     * @param documents the whole file's
     * @param results   the file that has the numbers; the documents with theirs lie beside it
     */
    public record Outcome(List<TaskOutcome> tasks, DocumentFile documents, Path results) {

        public Outcome {
            tasks = List.copyOf(tasks);
        }
    }

    private EvalRun() {
    }

    /**
     * Evaluates as {@code settings} say. Files appear at the end, whole.
     *
     * @param stop asked before every forward pass
     * @return nothing if stopped: then nothing was written
     * @throws UserError for a model, data or folder that cannot be used
     */
    public static Optional<Outcome> run(EvalSettings settings, EvalProgress progress, BooleanSupplier stop) {
        RunClock clock = RunClock.startNow();
        requireWritable(settings.output());
        DocumentFile file = DocumentFile.read(settings.data());
        List<Document> documents = file.documents().subList(0,
                Math.min(settings.limit().orElse(Integer.MAX_VALUE), file.documents().size()));
        try (EvalModel model = EvalModel.open(settings.modelFolder(), settings.maxLength(), settings.batchTokens())) {
            List<TaskOutcome> outcomes = new ArrayList<>();
            for (EvalTask task : settings.tasks()) {
                Optional<PerplexityResult> result = switch (task) {
                    case PERPLEXITY -> Perplexity.run(model, documents, settings.data().toString(), progress, stop);
                };
                if (result.isEmpty()) {
                    return Optional.empty();
                }
                outcomes.add(new TaskOutcome(task, result.get()));
            }
            return Optional.of(write(settings, model, file, outcomes, clock));
        }
    }

    private static Outcome write(EvalSettings settings, EvalModel model, DocumentFile file,
            List<TaskOutcome> outcomes, RunClock clock) {
        String time = clock.fileTime();
        Path results = settings.output().resolve("results_" + time + ".json");
        Map<String, String> hashes = new LinkedHashMap<>();
        for (TaskOutcome outcome : outcomes) {
            String task = outcome.task().key();
            hashes.put(task, SamplesFile.write(settings.output().resolve("samples_" + task + "_" + time + ".jsonl"),
                    outcome.result()));
        }
        // The results come last: where they are, the samples are too.
        ResultsFile.write(results, new ResultsFile.Contents(settings, model, file, outcomes, hashes), clock);
        return new Outcome(outcomes, file, results);
    }

    /** Before the work, not after it. */
    private static void requireWritable(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw UserError.failed("output folder " + folder + " cannot be made (" + e + "); choose another", e);
        }
        if (!Files.isWritable(folder)) {
            throw UserError.failed("output folder " + folder + " cannot be written to; choose another or change its "
                    + "permissions");
        }
    }
}
