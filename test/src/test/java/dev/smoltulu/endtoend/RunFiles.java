package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a run left in its folder. */
record RunFiles(Path folder) {

    private static final List<String> TIMINGS =
            List.of("seconds", "tokens_per_second", "rollout_tokens_per_second", "update_tokens_per_second");

    /** The rows of metrics.jsonl without what the clock decides. */
    List<JsonObject> metrics() {
        List<JsonObject> rows = Json.lines(folder.resolve("metrics.jsonl"));
        rows.forEach(row -> TIMINGS.forEach(row::remove));
        return rows;
    }

    List<JsonObject> stepRows() {
        return metrics().stream().filter(row -> row.has("loss")).toList();
    }

    double[] losses() {
        return numbers("loss");
    }

    /** One number of every step's row. */
    double[] numbers(String key) {
        return stepRows().stream()
                .mapToDouble(row -> row.get(key).getAsDouble())
                .toArray();
    }

    Map<String, float[]> weights() {
        return HandReadTensors.of(folder.resolve("model.safetensors")).allFloats();
    }

    Path checkpoint(long step) {
        return folder.resolve("checkpoint-" + step);
    }

    JsonObject state(long step) {
        return Json.read(checkpoint(step).resolve("trainer_state.json"));
    }

    List<String> checkpoints() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith("checkpoint-"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file of both folders is the same byte for byte, apart from the clock's numbers and the folder's name. */
    void assertSameAs(RunFiles other) {
        assertEquals(names(), other.names(), "files");
        for (String name : names()) {
            switch (name) {
                case "metrics.jsonl" -> assertSameMetrics(other);
                case "recipe.json" -> assertEquals(recipe(), other.recipe(), name);
                case "report.html", ".run.lock" -> assertTrue(Files.exists(other.folder.resolve(name)), name);
                default -> assertArrayEquals(bytes(name), other.bytes(name), name);
            }
        }
    }

    /** Both runs made the same numbers, whatever checkpoints they left. */
    void assertSameResults(RunFiles other) {
        assertArrayEquals(bytes("model.safetensors"), other.bytes("model.safetensors"), "model.safetensors");
        assertSameMetrics(other);
    }

    private void assertSameMetrics(RunFiles other) {
        List<JsonObject> expected = metrics();
        List<JsonObject> actual = other.metrics();
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            assertEquals(expected.get(i), actual.get(i), "row " + (i + 1) + " of metrics.jsonl");
        }
        assertEquals(expected.size(), actual.size(), "rows of metrics.jsonl");
    }

    private JsonObject recipe() {
        JsonObject recipe = Json.read(folder.resolve("recipe.json"));
        recipe.remove("output_dir");
        return recipe;
    }

    private List<String> names() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes(String name) {
        try {
            return Files.readAllBytes(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The largest difference between two runs' weights. */
    static double largestDifference(Map<String, float[]> one, Map<String, float[]> other) {
        assertEquals(new TreeMap<>(one).keySet(), new TreeMap<>(other).keySet());
        double largest = 0;
        for (Map.Entry<String, float[]> entry : one.entrySet()) {
            float[] values = other.get(entry.getKey());
            for (int i = 0; i < values.length; i++) {
                largest = Math.max(largest, Math.abs((double) values[i] - entry.getValue()[i]));
            }
        }
        return largest;
    }
}
