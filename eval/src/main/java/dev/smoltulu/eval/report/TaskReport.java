package dev.smoltulu.eval.report;

import com.google.gson.JsonObject;
import dev.smoltulu.eval.task.Score;
import java.util.List;

/**
 * What a task found, as the files show it.
 *
 * @param version      the task's own
 * @param numFewshot   examples before each document
 * @param config       what defines the task
 * @param originalSize documents that there are
 * @param scores       its numbers
 * @param samples      a row of the sample file for each document and filter
 * @param details      what only this program reports about it
 */
public record TaskReport(
        String name,
        int version,
        int numFewshot,
        JsonObject config,
        int originalSize,
        int effectiveSize,
        List<Score> scores,
        List<JsonObject> samples,
        JsonObject details) {

    public TaskReport {
        scores = List.copyOf(scores);
        samples = List.copyOf(samples);
    }
}
