package dev.smoltulu.eval;

import dev.smoltulu.base.UserError;
import dev.smoltulu.eval.report.ResultsFile;
import dev.smoltulu.eval.report.RunClock;
import dev.smoltulu.eval.report.RunDescription;
import dev.smoltulu.eval.report.SamplesFile;
import dev.smoltulu.eval.report.TaskReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation found.
 *
 * @param tasks in the order they were asked for
 * @param file  the file that has the numbers; the samples lie beside it
 */
public record EvalResults(List<TaskReport> tasks, Path file) {

    public EvalResults {
        tasks = List.copyOf(tasks);
    }

    /** Writes the files of a run. */
    static EvalResults write(Path folder, RunDescription run, List<TaskReport> reports, RunClock clock) {
        String time = clock.fileTime();
        Path file = folder.resolve("results_" + time + ".json");
        Map<String, String> hashes = new LinkedHashMap<>();
        for (TaskReport report : reports) {
            Path samples = folder.resolve("samples_" + report.name() + "_" + time + ".jsonl");
            hashes.put(report.name(), SamplesFile.write(samples, report.samples()));
        }
        // The results come last: where they are, the samples are too.
        ResultsFile.write(file, run, reports, hashes, clock);
        return new EvalResults(reports, file);
    }

    /** Before the work, not after it. */
    static void requireWritable(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw UserError.failed("output folder " + folder + " cannot be made (" + e + "); choose another", e);
        }
        if (!Files.isWritable(folder)) {
            throw UserError.failed(
                    "output folder " + folder + " cannot be written to; choose another or change its " + "permissions");
        }
    }
}
