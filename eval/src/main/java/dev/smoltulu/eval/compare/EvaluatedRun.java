package dev.smoltulu.eval.compare;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.StrictJson;
import dev.smoltulu.data.rows.RowFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run as its files have it, this program's or lm-evaluation-harness's.
 *
 * @param file the results
 * @param json its content
 */
record EvaluatedRun(Path file, JsonObject json) {

    private static final String PREFIX = "results_";
    private static final String SUFFIX = ".json";
    private static final long MAX_BYTES = 1L << 28;

    /**
     * Reads a results file, or the newest one of a folder.
     *
     * @throws UserError when there is none, or it is not one
     */
    static EvaluatedRun read(Path place) {
        Path file = Files.isDirectory(place) ? newest(place) : place;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw UserError.failed(file + ": too large for a results file");
            }
            JsonObject json = StrictJson.parseObject(Files.readAllBytes(file), file.toString());
            if (!(json.get("results") instanceof JsonObject)) {
                throw UserError.failed(file + ": has no \"results\"; give a results_<time>.json or its folder");
            }
            return new EvaluatedRun(file, json);
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be read (" + e + ")", e);
        }
    }

    private static Path newest(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            // The time in the name sorts as text.
            return inside.filter(EvaluatedRun::isResults)
                    .max(Comparator.comparing(Path::getFileName))
                    .orElseThrow(() -> UserError.failed(
                            folder + ": has no results_<time>.json; give the folder that `output` named"));
        } catch (IOException e) {
            throw UserError.failed(folder + ": cannot be read (" + e + ")", e);
        }
    }

    private static boolean isResults(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    List<String> tasks() {
        return List.copyOf(part("results").keySet());
    }

    /** An object of the file; empty where it has none of that name. */
    JsonObject part(String... path) {
        JsonObject at = json;
        for (String key : path) {
            if (!(at.get(key) instanceof JsonObject next)) {
                return new JsonObject();
            }
            at = next;
        }
        return at;
    }

    /** A value of the file; null where it has none. */
    JsonElement value(String key, String... path) {
        JsonElement value = part(path).get(key);
        return value == null ? JsonNull.INSTANCE : value;
    }

    /** The metrics of a task that are numbers, by the harness's keys "metric,filter". */
    Map<String, Double> metrics(String task) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        part("results", task).entrySet().forEach(entry -> {
            if (entry.getKey().contains(",") && !entry.getKey().contains("_stderr,") && isNumber(entry.getValue())) {
                metrics.put(entry.getKey(), entry.getValue().getAsDouble());
            }
        });
        return metrics;
    }

    /** A metric's value for each document, in the order of the sample file; nothing where there is no such file. */
    Optional<List<Double>> byDocument(String task, String metric, String filter) {
        String name = file.getFileName().toString();
        Path samples = file.resolveSibling(
                "samples_" + task + "_" + name.substring(PREFIX.length(), name.length() - SUFFIX.length()) + ".jsonl");
        if (!isResults(file) || !Files.exists(samples)) {
            return Optional.empty();
        }
        List<Double> values = new ArrayList<>();
        boolean[] numbers = {true};
        RowFile.readAll(samples, (where, row) -> {
            JsonElement of = row.get("filter");
            if (of == null || !filter.equals(of.getAsString())) {
                return;
            }
            JsonElement value = row.get(metric);
            if (isNumber(value)) {
                values.add(value.getAsDouble());
            } else {
                numbers[0] = false;
            }
        });
        return numbers[0] && !values.isEmpty() ? Optional.of(values) : Optional.empty();
    }

    private static boolean isNumber(JsonElement value) {
        return value != null
                && value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isNumber();
    }
}
