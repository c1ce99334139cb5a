package dev.smoltulu.trainer.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.smoltulu.UserError;
import dev.smoltulu.graphs.files.AtomicFile;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.StepMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * report.html of a run folder: the result, charts, data, recipe and versions on one page that loads nothing, runs no
 * script and follows the reader's light or dark setting.
 */
public final class HtmlReport {

    private static final String STYLE = """
            :root{color-scheme:light dark;--page:#fff;--ink:#1b1f24;--faint:#5d6670;--rule:#dfe3e8;--tile:#f5f7f9;
            --s1:#2463b4;--s2:#c2570c;--s3:#2f7d4f;--s4:#8a4fb0}
            @media (prefers-color-scheme:dark){:root{--page:#14171a;--ink:#e4e7ea;--faint:#98a2ac;--rule:#30363d;
            --tile:#1c2126;--s1:#6ea8f0;--s2:#f0975a;--s3:#6cc492;--s4:#c596e6}}
            body{margin:0 auto;max-width:60rem;padding:2rem 1.25rem 4rem;background:var(--page);color:var(--ink);
            font:15px/1.5 system-ui,sans-serif}
            h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:2.25rem 0 .5rem}
            p.sub{margin:0 0 1.5rem;color:var(--faint)}
            dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.6rem;margin:0}
            dl div{background:var(--tile);border-radius:6px;padding:.6rem .8rem}
            dt{color:var(--faint);font-size:.8rem}dd{margin:0;font-size:1.05rem;font-variant-numeric:tabular-nums}
            figure{margin:1.75rem 0 0}figcaption{font-weight:600}svg{display:block;width:100%;height:auto}
            .key{font-weight:400;margin-left:1rem}.key::before{content:"";display:inline-block;width:1rem;height:2px;
            margin-right:.4rem;vertical-align:middle;background:currentColor}
            span.s1{color:var(--s1)}span.s2{color:var(--s2)}span.s3{color:var(--s3)}span.s4{color:var(--s4)}
            polyline{fill:none;stroke-width:1.5;stroke-linejoin:round}
            polyline.s1{stroke:var(--s1)}polyline.s2{stroke:var(--s2)}
            polyline.s3{stroke:var(--s3)}polyline.s4{stroke:var(--s4)}
            circle.s1{fill:var(--s1)}circle.s2{fill:var(--s2)}circle.s3{fill:var(--s3)}circle.s4{fill:var(--s4)}
            .grid{stroke:var(--rule)}.axis{stroke:var(--faint)}.tick{fill:var(--faint);font-size:12px}
            table{border-collapse:collapse;width:100%}
            th,td{text-align:left;vertical-align:top;padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--rule)}
            th{font-weight:400;color:var(--faint);width:15rem}
            td{font-family:ui-monospace,monospace;font-size:.85rem;overflow-wrap:anywhere;white-space:pre-wrap}
            """;

    private final MetricsHistory history;
    private final Map<String, String> recipe;
    private final Calibration calibration;
    private final Map<String, String> samples;

    private HtmlReport(MetricsHistory history, Map<String, String> recipe, Calibration calibration,
            Map<String, String> samples) {
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
        HtmlReport report = new HtmlReport(MetricsHistory.read(metrics), recipe(runFolder.resolve("recipe.json")),
                Calibration.of(EvaluatedPair.read(runFolder)), SampleTable.of(runFolder));
        Path file = runFolder.resolve("report.html");
        AtomicFile.write(file, report.html(title, versions, data).getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private String html(String title, Map<String, String> versions, Map<String, String> data) {
        Map<String, String> software = new LinkedHashMap<>(versions);
        software.putIfAbsent("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        software.putIfAbsent("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                + "<meta charset=\"utf-8\"/>\n"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                + "style-src 'unsafe-inline'\"/>\n"
                + "<title>" + Html.escape(title) + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n");
        page.append("<h1>" + Html.escape(title) + "</h1>\n<p class=\"sub\">" + Html.escape(subtitle()) + "</p>\n");
        page.append("<dl>\n");
        RunSummary.of(history).forEach((name, value) -> page.append("<div><dt>" + Html.escape(name) + "</dt><dd>"
                + Html.escape(value) + "</dd></div>\n"));
        page.append("</dl>\n");
        charts().stream().filter(chart -> !chart.isEmpty()).forEach(chart -> page.append(chart.html()));
        page.append(Html.table("Calibration on the evaluation pairs", calibration.table()));
        page.append(Html.table("Responses", samples));
        page.append(Html.table("Data", data));
        page.append(Html.table("Recipe", recipe));
        page.append(Html.table("Versions", software));
        return page.append("</body>\n</html>\n").toString();
    }

    private String subtitle() {
        return Optional.ofNullable(recipe.get("model")).map(model -> "model " + model).orElse("training run");
    }

    private List<LineChart> charts() {
        Series training = steps("training", StepMetrics::loss);
        Series evaluation = new Series("evaluation", history.evaluations().stream()
                .map(row -> new Series.Point(row.step(), row.evalLoss())).toList());
        List<LineChart> charts = new ArrayList<>();
        if ("sum".equals(recipe.get("loss_reduction"))) {
            charts.add(new LineChart("Training loss, summed per sequence", List.of(training), false));
            charts.add(new LineChart("Evaluation loss, per token", List.of(evaluation), false));
        } else {
            charts.add(new LineChart("Loss", List.of(training, evaluation), false));
        }
        charts.addAll(PairCharts.of(history));
        charts.addAll(RolloutCharts.of(history));
        charts.add(calibration.chart());
        charts.add(new LineChart("Learning rate", List.of(steps("learning rate", StepMetrics::learningRate)), true));
        charts.add(new LineChart("Gradient norm before clipping",
                List.of(steps("gradient norm", StepMetrics::gradNorm)), true));
        charts.add(new LineChart("Throughput, tokens per second",
                List.of(steps("throughput", StepMetrics::tokensPerSecond)), true));
        return charts;
    }

    private Series steps(String name, ToDoubleFunction<StepMetrics> value) {
        return new Series(name, history.steps().stream()
                .map(row -> new Series.Point(row.step(), value.applyAsDouble(row))).toList());
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
            throw UserError.failed("recipe " + file + " cannot be read for the report: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private static String shown(JsonElement value) {
        boolean text = value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
        return text ? value.getAsString() : value.toString();
    }
}
