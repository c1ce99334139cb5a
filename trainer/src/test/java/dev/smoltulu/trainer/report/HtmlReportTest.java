package dev.smoltulu.trainer.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.trainer.metrics.EvalMetrics;
import dev.smoltulu.trainer.metrics.MetricsLog;
import dev.smoltulu.trainer.metrics.StepMetrics;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class HtmlReportTest {

    @TempDir
    Path folder;

    private void run(int steps, String reduction) throws Exception {
        Files.writeString(
                folder.resolve("recipe.json"),
                "{\"model\":\"<b>&\\u0001\",\"seed\":42,\"max_steps\":null,\"loss_reduction\":\"" + reduction + "\"}");
        try (MetricsLog log = MetricsLog.create(folder.resolve("metrics.jsonl"))) {
            log.write(new EvalMetrics(0, 0, 4.5));
            for (int step = 1; step <= steps; step++) {
                double loss = step == steps / 2 ? 9.75 : 1 + 3.0 / step;
                double rate = 9e-5 * (steps - step) / steps;
                log.write(new StepMetrics(step, step / 100.0, loss, rate, 2, 1000, 600, 500, 2));
            }
            log.write(new EvalMetrics(steps, steps / 100.0, 1.25));
        }
    }

    private Document page() throws Exception {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("rows", "12");
        data.put("rows without a trained token", "1 <dropped>");
        Path file = HtmlReport.write(folder, "Quick & \"easy\"", Map.of("onnxruntime", "1.24.1"), data);
        String html = Files.readString(file);
        assertTrue(html.startsWith("<!DOCTYPE html>"));
        for (String loading : List.of("<script", "http://", "https://", "url(", "@import", " src=")) {
            assertFalse(html.contains(loading), loading);
        }
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> texts(Document page, String tag) {
        NodeList nodes = page.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }

    private static List<double[]> corners(Document page, int line) {
        Element polyline = (Element) page.getElementsByTagName("polyline").item(line);
        List<double[]> corners = new ArrayList<>();
        for (String corner : polyline.getAttribute("points").split(" ")) {
            String[] xy = corner.split(",");
            corners.add(new double[] {Double.parseDouble(xy[0]), Double.parseDouble(xy[1])});
        }
        return corners;
    }

    @Test
    void showsTheResultFirst() throws Exception {
        run(10, "token_mean");
        Document page = page();
        assertEquals(List.of("Quick & \"easy\""), texts(page, "h1"));
        assertEquals(
                List.of(
                        "Evaluation loss",
                        "Training loss",
                        "Best training loss",
                        "Steps",
                        "Tokens",
                        "Time in steps",
                        "Throughput"),
                texts(page, "dt"));
        assertEquals(
                List.of(
                        "4.5000 \u2192 1.2500",
                        "4.0000 \u2192 1.3000",
                        "1.3000 at step 10",
                        "10 (0.10 epochs)",
                        "10,000, 6,000 of them trained",
                        "0:20",
                        "500 tokens/s"),
                texts(page, "dd"));
        assertEquals(
                List.of(
                        "Loss training evaluation",
                        "Learning rate",
                        "Gradient norm before clipping",
                        "Throughput, tokens per second"),
                texts(page, "figcaption"));
        assertEquals(List.of("Data", "Recipe", "Versions"), texts(page, "h2"));
        List<String> cells = texts(page, "td");
        assertEquals(List.of("12", "1 <dropped>", "<b>&\uFFFD", "42", "token_mean", "1.24.1"), cells.subList(0, 6));
    }

    @Test
    void drawsValuesWhereTheyBelong() throws Exception {
        run(10, "token_mean");
        List<double[]> rate = corners(page(), 2);
        assertEquals(10, rate.size());
        assertEquals(64, rate.get(0)[0], 0.05, "step 1 at the left edge");
        assertEquals(692, rate.get(9)[0], 0.05, "step 10 at the right edge");
        assertEquals(198, rate.get(9)[1], 0.05, "learning rate 0 on the axis");
        double perStep = (rate.get(9)[1] - rate.get(0)[1]) / 9;
        assertEquals(rate.get(0)[1] + 4 * perStep, rate.get(4)[1], 0.11, "a straight line");
        assertTrue(rate.get(0)[1] >= 12, "inside the chart");
    }

    @Test
    void aSummedLossIsNotDrawnOnTheAxisOfALossPerToken() throws Exception {
        run(10, "sum");
        assertEquals(
                List.of("Training loss, summed per sequence", "Evaluation loss, per token"),
                texts(page(), "figcaption").subList(0, 2));
    }

    @Test
    void thinningALongRunKeepsItsSpike() throws Exception {
        run(20_000, "token_mean");
        List<double[]> loss = corners(page(), 0);
        assertTrue(loss.size() <= 1280 && loss.size() > 600, loss.size() + " corners");
        double top = loss.stream().mapToDouble(corner -> corner[1]).min().orElseThrow();
        List<double[]> spike = loss.stream().filter(corner -> corner[1] == top).toList();
        assertEquals(1, spike.size());
        assertEquals((64 + 692) / 2.0, spike.get(0)[0], 1);
        assertTrue(Files.size(folder.resolve("report.html")) < 200_000);
    }

    @Test
    void aRunWithoutAnyStepStillHasAReport() throws Exception {
        run(0, "token_mean");
        assertEquals(List.of("Loss"), texts(page(), "figcaption"));
    }
}
