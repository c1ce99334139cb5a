package dev.smoltulu.trainer.metrics;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.smoltulu.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    private static final Set<String> STEP_KEYS = Set.copyOf(MetricsRow.STEP_KEYS);

    public MetricsHistory {
        steps = List.copyOf(steps);
        evaluations = List.copyOf(evaluations);
    }

    /**
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
        List<String> lines = lines(file);
        List<JsonObject> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            JsonObject row = rowOrNull(lines.get(i));
            if (row != null) {
                rows.add(row);
            } else if (i < lines.size() - 1) {
                throw UserError.failed(file + " line " + (i + 1)
                        + " is not a row of metrics; delete the line, or start again in another output_dir");
            }
        }
        return rows;
    }

    private static List<String> lines(Path file) {
        try {
            // Not readAllLines: bytes of a torn write need not be UTF-8, and must not fail before the line is judged.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException unreadable) {
            throw UserError.failed("metrics " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static JsonObject rowOrNull(String line) {
        try {
            JsonElement element = JsonParser.parseString(line);
            if (!element.isJsonObject()) {
                return null;
            }
            JsonObject row = element.getAsJsonObject();
            if (!row.has("step")) {
                return null;
            }
            whole(row, "step");
            boolean allNumbers = row.asMap().values().stream().allMatch(MetricsHistory::isNumberOrNull);
            return allNumbers && (isEvaluation(row) || row.has("loss")) ? row : null;
        } catch (JsonParseException | IllegalStateException | NumberFormatException notARow) {
            return null;
        }
    }

    private static boolean isEvaluation(JsonObject row) {
        return row.keySet().stream().anyMatch(key -> key.startsWith(MetricsRow.EVAL));
    }

    private static boolean isNumberOrNull(JsonElement value) {
        return value.isJsonNull() || value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
    }

    private static EvalMetrics evaluation(JsonObject row) {
        Map<String, Double> measures = new LinkedHashMap<>();
        row.keySet().stream().filter(key -> key.startsWith(MetricsRow.EVAL))
                .forEach(key -> measures.put(key.substring(MetricsRow.EVAL.length()), number(row, key)));
        return new EvalMetrics(whole(row, "step"), number(row, "epoch"), measures);
    }

    private static StepMetrics step(JsonObject row) {
        Map<String, Double> more = new LinkedHashMap<>();
        row.keySet().stream().filter(key -> !STEP_KEYS.contains(key)).forEach(key -> more.put(key, number(row, key)));
        return new StepMetrics(whole(row, "step"), number(row, "epoch"), number(row, "loss"),
                number(row, "learning_rate"), number(row, "grad_norm"), (long) orZero(row, "tokens"),
                (long) orZero(row, "trained_tokens"), number(row, "tokens_per_second"), number(row, "seconds"), more);
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
