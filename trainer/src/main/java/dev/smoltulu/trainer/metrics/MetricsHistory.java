package dev.smoltulu.trainer.metrics;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A metrics.jsonl read back, rows in the order of the file. A last line that a crash tore is left out; any other line
 * that is not a row is an error.
 */
public record MetricsHistory(List<StepMetrics> steps, List<EvalMetrics> evaluations) {

    private static final Set<String> STEP_KEYS = Set.copyOf(MetricsLog.STEP_KEYS);

    public MetricsHistory {
        steps = List.copyOf(steps);
        evaluations = List.copyOf(evaluations);
    }

    /**
     * Reads the metrics of a run.
     *
     * @throws UserError when the file cannot be read, or a line before the last is not a row (names the line)
     */
    public static MetricsHistory read(Path file) {
        List<StepMetrics> steps = new ArrayList<>();
        List<EvalMetrics> evaluations = new ArrayList<>();
        for (JsonObject row : rows(file)) {
            if (isEvaluation(row)) {
                evaluations.add(evaluation(row));
            } else {
                steps.add(step(row));
            }
        }
        return new MetricsHistory(steps, evaluations);
    }

    /** The complete rows of the file; each has a whole number {@code step}. */
    static List<JsonObject> rows(Path file) {
        return StepLog.rows(file, MetricsHistory::isRow);
    }

    /** Whether an object with a step is a row of an evaluation or of a step. */
    static boolean isRow(JsonObject row) {
        boolean allNumbers = row.asMap().values().stream().allMatch(MetricsHistory::isNumberOrNull);
        return allNumbers && (isEvaluation(row) || row.has("loss"));
    }

    private static boolean isEvaluation(JsonObject row) {
        return row.keySet().stream().anyMatch(key -> key.startsWith(MetricsLog.EVAL));
    }

    private static boolean isNumberOrNull(JsonElement value) {
        return value.isJsonNull()
                || value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
    }

    private static EvalMetrics evaluation(JsonObject row) {
        Map<String, Double> measures = new LinkedHashMap<>();
        row.keySet().stream()
                .filter(key -> key.startsWith(MetricsLog.EVAL))
                .forEach(key -> measures.put(key.substring(MetricsLog.EVAL.length()), number(row, key)));
        return new EvalMetrics(whole(row, "step"), number(row, "epoch"), measures);
    }

    private static StepMetrics step(JsonObject row) {
        Map<String, Double> more = new LinkedHashMap<>();
        row.keySet().stream().filter(key -> !STEP_KEYS.contains(key)).forEach(key -> more.put(key, number(row, key)));
        return new StepMetrics(
                whole(row, "step"),
                number(row, "epoch"),
                number(row, "loss"),
                number(row, "learning_rate"),
                number(row, "grad_norm"),
                (long) orZero(row, "tokens"),
                (long) orZero(row, "trained_tokens"),
                number(row, "tokens_per_second"),
                number(row, "seconds"),
                more);
    }

    private static long whole(JsonObject row, String key) {
        return Long.parseLong(row.get(key).getAsString());
    }

    private static double number(JsonObject row, String key) {
        JsonElement value = row.get(key);
        return value == null || value.isJsonNull() ? Double.NaN : value.getAsDouble();
    }

    private static double orZero(JsonObject row, String key) {
        double value = number(row, key);
        return Double.isNaN(value) ? 0 : value;
    }
}
