package dev.smoltulu.eval.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.Json;
import dev.smoltulu.eval.task.Score;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code results_<time>.json} under lm-evaluation-harness's keys; what only this program knows is in "smoltulu". */
public final class ResultsFile {

    private ResultsFile() {}

    /**
     * Writes {@code file}.
     *
     * @param taskHashes of the samples, by task
     */
    public static void write(
            Path file, RunDescription run, List<TaskReport> reports, Map<String, String> taskHashes, RunClock clock) {
        AtomicFile.write(file, Json.pretty(json(run, reports, taskHashes, clock)) + "\n");
    }

    private static JsonObject json(
            RunDescription run, List<TaskReport> reports, Map<String, String> taskHashes, RunClock clock) {
        JsonObject json = new JsonObject();
        json.add("results", byTask(reports, ResultsFile::metrics));
        json.add("group_subtasks", byTask(reports, report -> new JsonArray()));
        json.add("configs", byTask(reports, TaskReport::config));
        json.add("versions", byTask(reports, report -> new JsonPrimitive(report.version())));
        json.add("n-shot", byTask(reports, report -> new JsonPrimitive(report.numFewshot())));
        json.add("higher_is_better", byTask(reports, ResultsFile::higherIsBetter));
        json.add("n-samples", byTask(reports, ResultsFile::sizes));
        json.add("config", run.config());
        json.add("git_hash", JsonNull.INSTANCE);
        json.add("date", Json.number(clock.startSeconds()));
        json.addProperty("pretty_env_info", RunDescription.machine());
        run.model().asMap().forEach(json::add);
        JsonObject hashes = new JsonObject();
        taskHashes.forEach(hashes::addProperty);
        json.add("task_hashes", hashes);
        json.addProperty("model_source", "smoltulu");
        json.addProperty("model_name", run.modelName());
        json.addProperty("model_name_sanitized", run.modelName().replaceAll("[\"<>:/|\\\\?*\\[\\]]+", "__"));
        run.prompts().asMap().forEach(json::add);
        double start = clock.startSeconds();
        double seconds = clock.elapsedSeconds();
        json.add("start_time", Json.number(start));
        json.add("end_time", Json.number(start + seconds));
        json.addProperty("total_evaluation_time_seconds", Double.toString(seconds));
        JsonObject own = run.own().deepCopy();
        own.add("tasks", byTask(reports, TaskReport::details));
        json.add("smoltulu", own);
        return json;
    }

    private static JsonObject byTask(List<TaskReport> reports, Function<TaskReport, JsonElement> part) {
        JsonObject parts = new JsonObject();
        reports.forEach(report -> parts.add(report.name(), part.apply(report)));
        return parts;
    }

    /** Where there is no standard error the harness says N/A. */
    private static JsonObject metrics(TaskReport report) {
        JsonObject json = new JsonObject();
        json.addProperty("alias", report.name());
        json.addProperty("sample_len", report.effectiveSize());
        for (Score score : report.scores()) {
            json.add(score.metric() + "," + score.filter(), Json.number(score.value()));
            json.add(
                    score.metric() + "_stderr," + score.filter(),
                    score.standardError().isPresent()
                            ? Json.number(score.standardError().getAsDouble())
                            : new JsonPrimitive("N/A"));
        }
        return json;
    }

    private static JsonObject higherIsBetter(TaskReport report) {
        JsonObject json = new JsonObject();
        report.scores().forEach(score -> json.addProperty(score.metric(), score.higherIsBetter()));
        return json;
    }

    private static JsonObject sizes(TaskReport report) {
        JsonObject json = new JsonObject();
        json.addProperty("original", report.originalSize());
        json.addProperty("effective", report.effectiveSize());
        return json;
    }
}
