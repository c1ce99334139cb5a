package dev.smoltulu.sweep.cell;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.JsonValues;
import dev.smoltulu.base.json.StrictJson;
import dev.smoltulu.sweep.plan.PlannedScore;
import dev.smoltulu.sweep.plan.ScoreSource;
import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.sweep.results.TaskScore;
import dev.smoltulu.trainer.metrics.EvalMetrics;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A finished cell's scores, read from the files that its record names. */
final class CellScores {

    private static final long MAX_BYTES = 1L << 28;
    private static final String EVAL = "eval_";

    private final StudyPlan plan;
    private final CellFolder folder;
    private final CellRecord record;
    private final Map<String, JsonObject> files = new HashMap<>();

    CellScores(StudyPlan plan, CellFolder folder, CellRecord record) {
        this.plan = plan;
        this.folder = folder;
        this.record = record;
    }

    /**
     * By name, in the plan's order.
     *
     * @throws UserError when a file is missing or broken, or a score is not a number
     */
    Map<String, TaskScore> read() {
        Map<String, TaskScore> scores = new LinkedHashMap<>();
        Map<String, TaskScore> parts = new HashMap<>();
        for (PlannedScore score : plan.scores()) {
            if (score.source() instanceof ScoreSource.Results results) {
                parts.put(score.task().name(), result(score, results));
            }
        }
        for (PlannedScore score : plan.scores()) {
            String name = score.task().name();
            if (score.source() instanceof ScoreSource.Mean mean) {
                scores.put(name, mean(score, mean.of().stream().map(parts::get).toList()));
            } else if (score.source() instanceof ScoreSource.Measure measure) {
                scores.put(name, measure(measure.key()));
            } else {
                scores.put(name, parts.get(name));
            }
        }
        return scores;
    }

    private TaskScore result(PlannedScore score, ScoreSource.Results source) {
        String file = record.results().get(source.evaluation());
        if (file == null) {
            throw UserError.failed(folder.path() + ": has no results of task " + source.task());
        }
        JsonObject json = files.computeIfAbsent(
                file, name -> StrictJson.readObject(folder.path().resolve(name), MAX_BYTES));
        String metric = score.task().metric();
        JsonElement value = at(json, "results", source.task(), metric);
        if (!JsonValues.isNumber(value)) {
            throw UserError.failed(
                    folder.path().resolve(file) + ": " + metric + " of task " + source.task() + " is not a number");
        }
        JsonElement error = at(json, "results", source.task(), metric.replaceFirst(",", "_stderr,"));
        JsonElement items = at(json, "n-samples", source.task(), "effective");
        return new TaskScore(
                metric,
                value.getAsDouble(),
                JsonValues.isNumber(error) ? error.getAsDouble() : Double.NaN,
                JsonValues.isNumber(items) ? items.getAsInt() : 0);
    }

    private static JsonElement at(JsonObject json, String part, String task, String key) {
        JsonElement parts = json.get(part);
        JsonElement found = parts instanceof JsonObject tasks ? tasks.get(task) : null;
        return found instanceof JsonObject of ? of.get(key) : null;
    }

    /** The parts are independent samples: the variance of their mean is the sum of theirs over their number squared. */
    private static TaskScore mean(PlannedScore score, List<TaskScore> parts) {
        double value = parts.stream().mapToDouble(TaskScore::value).sum() / parts.size();
        double variance = parts.stream()
                .mapToDouble(part -> part.standardError() * part.standardError())
                .sum();
        return new TaskScore(
                score.task().metric(),
                value,
                Math.sqrt(variance) / parts.size(),
                parts.stream().mapToInt(TaskScore::items).sum());
    }

    private TaskScore measure(String key) {
        List<EvalMetrics> rows = MetricsHistory.read(folder.metrics()).evaluations();
        EvalMetrics last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
        String name = key.substring(EVAL.length());
        Double value = last == null ? null : last.measures().get(name);
        if (value == null || !Double.isFinite(value)) {
            throw UserError.failed(folder.metrics() + ": the last evaluation has no number " + key);
        }
        return new TaskScore(key, value, Double.NaN, 0);
    }
}
