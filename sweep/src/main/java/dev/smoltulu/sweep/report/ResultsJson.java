package dev.smoltulu.sweep.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.json.Json;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.statistics.Bootstrap;
import dev.smoltulu.sweep.statistics.RatioClaim;
import dev.smoltulu.sweep.statistics.Setting;
import dev.smoltulu.sweep.statistics.Trend;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** results.json: the cells, what was computed from them and how. */
final class ResultsJson {

    private ResultsJson() {}

    static String of(StudyReport.Analysis analysis) {
        StudyTable table = analysis.table();
        JsonObject json = new JsonObject();
        json.addProperty("study", table.name());
        json.addProperty("model", table.model());
        json.addProperty("verb", table.verb());
        json.add("axes", strings(table.axes()));
        json.add("method", method(analysis.bootstrap()));
        JsonArray tasks = new JsonArray();
        analysis.trends().forEach(trend -> tasks.add(task(trend)));
        json.add("tasks", tasks);
        json.add("reasoning_against_pattern", claim(analysis.claim()));
        JsonArray cells = new JsonArray();
        table.cells().forEach(cell -> cells.add(cell(cell)));
        json.add("cells", cells);
        return Json.pretty(json) + "\n";
    }

    private static JsonObject method(Bootstrap bootstrap) {
        JsonObject json = new JsonObject();
        json.addProperty("correlation", "spearman");
        json.addProperty("interval", "percentile bootstrap");
        json.addProperty("unit", "setting: the mean of cells that differ in nothing but the seed");
        json.addProperty("level", bootstrap.level());
        json.addProperty("resamples", bootstrap.resamples());
        json.addProperty("seed", bootstrap.seed());
        return json;
    }

    private static JsonObject task(Trend trend) {
        JsonObject json = new JsonObject();
        json.addProperty("name", trend.task().name());
        json.addProperty("metric", trend.task().metric());
        json.addProperty("ability", lower(trend.task().ability()));
        json.addProperty("higher_is_better", trend.task().higherIsBetter());
        json.addProperty("settings", trend.scores().size());
        json.addProperty("cells", trend.cells());
        json.add("spearman_lr_bs_ratio", Json.number(trend.spearman()));
        json.add("interval", interval(trend.interval()));
        json.add("spearman_learning_rate", Json.number(trend.learningRate()));
        json.add("spearman_batch_size", Json.number(trend.batchSize()));
        json.addProperty("direction", lower(trend.direction()));
        json.add("best", trend.best().<JsonElement>map(ResultsJson::best).orElse(JsonNull.INSTANCE));
        json.addProperty("sentence", Sentences.of(trend));
        return json;
    }

    private static JsonObject best(Setting.Score best) {
        JsonObject json = new JsonObject();
        json.add("learning_rate", Json.number(best.setting().learningRate()));
        json.addProperty("batch_size", best.setting().batchSize());
        json.add("lr_bs_ratio", Json.number(best.setting().ratio()));
        json.add("mean", Json.number(best.mean()));
        json.add("lowest", Json.number(best.lowest()));
        json.add("highest", Json.number(best.highest()));
        json.add(
                "cells",
                strings(best.setting().cells().stream().map(CellResult::id).toList()));
        return json;
    }

    private static JsonObject claim(RatioClaim claim) {
        JsonObject json = new JsonObject();
        json.addProperty("verdict", lower(claim.verdict()));
        json.addProperty("settings", claim.settings());
        json.add("reasoning_tasks", strings(claim.reasoningTasks()));
        json.add("pattern_tasks", strings(claim.patternTasks()));
        json.add("reasoning", estimate(claim.reasoning()));
        json.add("pattern", estimate(claim.pattern()));
        json.add("difference", estimate(claim.difference()));
        json.addProperty("sentence", Sentences.of(claim));
        return json;
    }

    private static JsonElement estimate(Optional<RatioClaim.Estimate> estimate) {
        if (estimate.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        JsonObject json = new JsonObject();
        json.add("mean_spearman", Json.number(estimate.get().value()));
        json.add("interval", interval(estimate.get().interval()));
        return json;
    }

    private static JsonObject cell(CellResult cell) {
        JsonObject json = new JsonObject();
        json.addProperty("id", cell.id());
        JsonObject values = new JsonObject();
        cell.values().forEach(values::add);
        json.add("values", values);
        json.add("learning_rate", Json.number(cell.learningRate()));
        json.addProperty("batch_size", cell.batchSize());
        json.add("lr_bs_ratio", Json.number(cell.ratio()));
        json.addProperty("seed", cell.seed());
        json.addProperty("status", ResultsCsv.status(cell));
        json.add("error", cell.error().<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE));
        json.addProperty("steps", cell.steps());
        json.addProperty("tokens", cell.tokens());
        json.addProperty("trained_tokens", cell.trainedTokens());
        json.add("seconds", Json.number(cell.seconds()));
        JsonObject scores = new JsonObject();
        cell.scores().forEach((task, score) -> {
            JsonObject entry = new JsonObject();
            entry.addProperty("metric", score.metric());
            entry.add("value", Json.number(score.value()));
            entry.add("stderr", Json.number(score.standardError()));
            entry.addProperty("items", score.items());
            scores.add(task, entry);
        });
        json.add("scores", scores);
        return json;
    }

    private static JsonElement interval(Optional<Bootstrap.Interval> interval) {
        if (interval.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        JsonArray ends = new JsonArray();
        ends.add(Json.number(interval.get().low()));
        ends.add(Json.number(interval.get().high()));
        return ends;
    }

    private static JsonArray strings(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
