package dev.smoltulu.trainer.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.StepLog;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * report.html of a run folder: the result, charts, data, recipe and versions on one page that loads nothing, runs no
 * script and follows the reader's light or dark setting.
 */
public final class HtmlReport {

    private final MetricsHistory history;
    private final Map<String, String> recipe;
    private final Calibration calibration;
    private final Map<String, String> samples;

    private HtmlReport(
            MetricsHistory history, Map<String, String> recipe, Calibration calibration, Map<String, String> samples) {
        this.history = history;
        this.recipe = recipe;
        this.calibration = calibration;
        this.samples = samples;
    }

    /**
     * Writes report.html from the folder's metrics.jsonl, recipe.json and, where they are there, eval_pairs.jsonl and the
     * files of sampled responses.
     *
     * @param versions what ran it (onnxruntime, device, ...); Java and the operating system are added
     * @param data     what the rows were: counts by name, in the order in which they are shown
     * @return the file written
     */
    public static Path write(Path runFolder, String title, Map<String, String> versions, Map<String, String> data) {
        Path metrics = runFolder.resolve("metrics.jsonl");
        HtmlReport report = new HtmlReport(
                MetricsHistory.read(metrics),
                recipe(runFolder.resolve("recipe.json")),
                Calibration.of(EvaluatedPair.read(runFolder)),
                SampleTable.of(runFolder));
        Path file = runFolder.resolve("report.html");
        AtomicFile.write(file, report.html(title, versions, data).getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private String html(String title, Map<String, String> versions, Map<String, String> data) {
        Map<String, String> software = new LinkedHashMap<>(versions);
        software.putIfAbsent("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        software.putIfAbsent("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        StringBuilder page = new StringBuilder();
        page.append(Html.tiles(RunSummary.of(history)));
        charts().stream().filter(chart -> !chart.isEmpty()).forEach(chart -> page.append(chart.html()));
        page.append(Html.table("Calibration on the evaluation pairs", calibration.table()));
        page.append(Html.table("Responses", samples));
        page.append(Html.table("Data", data));
        page.append(Html.table("Recipe", recipe));
        page.append(Html.table("Versions", software));
        return Html.page(title, subtitle(), "", page.toString());
    }

    private String subtitle() {
        return Optional.ofNullable(recipe.get("model"))
                .map(model -> "model " + model)
                .orElse("training run");
    }

    private List<LineChart> charts() {
        boolean summed = LossReduction.SUM.name().equalsIgnoreCase(recipe.get(RecipeKey.LOSS_REDUCTION.key()));
        return new RunCharts(history).all(summed, calibration.chart());
    }

    private static Map<String, String> recipe(Path file) {
        try {
            JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            Map<String, String> rows = new LinkedHashMap<>();
            json.asMap().forEach((key, value) -> {
                if (!value.isJsonNull()) {
                    rows.put(key, shown(value));
                }
            });
            return rows;
        } catch (IOException | JsonParseException | IllegalStateException unreadable) {
            throw UserError.failed(
                    "recipe " + file + " cannot be read for the report: " + unreadable.getMessage(), unreadable);
        }
    }

    private static String shown(JsonElement value) {
        boolean text = value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
        return text ? value.getAsString() : value.toString();
    }

    /** Responses of a run with their rewards: held-out ones of its last evaluation, else those sampled last. */
    private static final class SampleTable {

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
}
