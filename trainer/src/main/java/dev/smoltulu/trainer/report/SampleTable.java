package dev.smoltulu.trainer.report;

import com.google.gson.JsonObject;
import dev.smoltulu.trainer.metrics.StepLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Responses of a run with their rewards: held-out ones of its last evaluation, else those sampled last. */
final class SampleTable {

    private static final int SHOWN = 12;
    private static final int MAX_CHARACTERS = 2000;

    private SampleTable() {}

    /** Rows by their heading; none where the run has written no responses. */
    static Map<String, String> of(Path runFolder) {
        Map<String, String> table = new LinkedHashMap<>();
        List<JsonObject> rows = rows(runFolder, "eval_samples.jsonl");
        if (rows.isEmpty()) {
            List<JsonObject> sampled = rows(runFolder, "samples.jsonl");
            rows = sampled.subList(Math.max(0, sampled.size() - SHOWN), sampled.size());
        }
        int count = Math.min(SHOWN, rows.size());
        for (int i = 0; i < count; i++) {
            JsonObject row = rows.get((int) ((long) i * rows.size() / count));
            table.put(
                    String.format(
                            Locale.ROOT,
                            "%d. step %d, %s, reward %s",
                            i + 1,
                            row.get("step").getAsLong(),
                            text(row, "source"),
                            text(row, "reward")),
                    cut(text(row, "prompt")) + "\n\u2192 " + cut(text(row, "response")));
        }
        return table;
    }

    private static List<JsonObject> rows(Path runFolder, String name) {
        Path file = runFolder.resolve(name);
        return Files.exists(file) ? StepLog.rows(file) : List.of();
    }

    private static String text(JsonObject row, String key) {
        return row.has(key) && row.get(key).isJsonPrimitive() ? row.get(key).getAsString() : "";
    }

    private static String cut(String text) {
        return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + "...";
    }
}
