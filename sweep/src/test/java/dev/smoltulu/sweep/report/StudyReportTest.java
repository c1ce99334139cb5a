package dev.smoltulu.sweep.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.sweep.report.plot.Figure;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.statistics.Bootstrap;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

final class StudyReportTest {

    private static final String HOSTILE = "a,\"b\"\n<script>alert('x')</script>|`=1+1`../../x&\u0007";

    @TempDir
    Path folder;

    @Test
    void aFinishedStudyHasAllFiles() throws Exception {
        StudyTable table = MadeStudy.grid(MadeStudy.RATES, MadeStudy.BATCHES, 1);

        StudyReport report = StudyReport.write(table, folder);

        assertEquals(Optional.empty(), report.warning());
        assertEquals(4, report.findings().size());
        Set<String> plots = new TreeSet<>(Set.of("correlations", "training-loss"));
        Stream.of("sums", "stories", "eval_loss")
                .forEach(task -> plots.addAll(List.of(task + "-contour", task + "-ratio")));
        assertEquals(plots, plots(".svg"));
        assertEquals(plots, plots(".png"));
        Document page = xml(Files.readString(report.page()));
        assertEquals(8, page.getElementsByTagName("figure").getLength());
        assertTrue(text(report.page()).contains("The paper&#39;s split holds on these data"));
        contourHasManyColours();
    }

    @Test
    void thePageLoadsNothingAndIsSmallEvenForALargeStudy() throws Exception {
        List<Double> rates = Stream.iterate(1e-5, rate -> rate * 1.7).limit(12).toList();

        StudyReport.Analysis analysis = analysis(MadeStudy.grid(rates, List.of(2L, 4L, 8L, 16L, 32L, 64L), 4));
        String html = StudyPage.of(analysis, Figures.of(analysis));

        assertTrue(html.length() < 2 << 20, html.length() + " bytes");
        for (String loading : List.of("<script", "http://", "https://", "url(", "@import", " src=", " href=")) {
            assertFalse(html.contains(loading), loading);
        }
        assertTrue(html.contains("default-src 'none'"));
    }

    /** Every number of the table is the double it came from. */
    @Test
    void csvHoldsEveryNumberInFull() {
        StudyTable table = MadeStudy.grid(MadeStudy.RATES, MadeStudy.BATCHES, 2);

        List<List<String>> rows = Rfc4180.parse(ResultsCsv.of(table));

        List<String> header = rows.get(0);
        assertEquals(table.cells().size() + 1, rows.size());
        for (int i = 0; i < table.cells().size(); i++) {
            CellResult cell = table.cells().get(i);
            List<String> row = rows.get(i + 1);
            assertEquals(cell.learningRate(), Double.parseDouble(row.get(header.indexOf("learning_rate"))));
            assertEquals(cell.ratio(), Double.parseDouble(row.get(header.indexOf("lr_bs_ratio"))));
            for (StudyTable.Task task : table.tasks()) {
                CellResult.Score score = cell.scores().get(task.name());
                assertEquals(score.value(), Double.parseDouble(row.get(header.indexOf(task.name()))));
            }
            assertEquals("", row.get(header.indexOf("eval_loss_stderr")));
            assertEquals("200", row.get(header.indexOf("sums_items")));
        }
    }

    @Test
    void jsonSaysWhatWasComputedAndHow() {
        StudyTable table = MadeStudy.grid(MadeStudy.RATES, MadeStudy.BATCHES, 1);

        JsonObject json =
                JsonParser.parseString(ResultsJson.of(analysis(table))).getAsJsonObject();

        JsonObject sums = json.getAsJsonArray("tasks").get(0).getAsJsonObject();
        JsonArray interval = sums.getAsJsonArray("interval");
        double spearman = sums.get("spearman_lr_bs_ratio").getAsDouble();
        assertTrue(interval.get(0).getAsDouble() <= spearman
                && spearman <= interval.get(1).getAsDouble());
        assertEquals("rises", sums.get("direction").getAsString());
        assertEquals(
                "holds",
                json.getAsJsonObject("reasoning_against_pattern").get("verdict").getAsString());
        assertEquals(500, json.getAsJsonObject("method").get("resamples").getAsInt());
        assertEquals(20, json.getAsJsonArray("cells").size());
    }

    @Test
    void namesThatWouldBreakFilesDoNot() throws Exception {
        StudyTable.Task task = new StudyTable.Task(HOSTILE, HOSTILE, StudyTable.Task.Ability.PATTERN, true);
        List<CellResult> cells = new ArrayList<>();
        for (CellResult cell :
                MadeStudy.grid(MadeStudy.RATES, MadeStudy.BATCHES, 1).cells()) {
            cells.add(new CellResult(
                    HOSTILE + cell.id(),
                    Map.of(
                            "learning_rate",
                            new JsonPrimitive(cell.learningRate()),
                            "batch_size",
                            new JsonPrimitive(cell.batchSize()),
                            HOSTILE,
                            new JsonPrimitive(HOSTILE)),
                    cell.learningRate(),
                    cell.batchSize(),
                    1,
                    CellResult.Status.FINISHED,
                    Optional.of(HOSTILE),
                    1,
                    1,
                    1,
                    1,
                    Map.of(HOSTILE, cell.scores().get("sums")),
                    cell.losses(),
                    List.of()));
        }
        StudyTable table = new StudyTable(
                HOSTILE, HOSTILE, "sft", List.of("learning_rate", "batch_size", HOSTILE), List.of(task), cells);

        StudyReport report = StudyReport.write(table, folder);

        assertFalse(text(report.page()).contains("<script"));
        xml(text(report.page()));
        for (Path plot : files(folder.resolve("plots"))) {
            assertTrue(plot.getFileName().toString().matches("[A-Za-z0-9_-]+\\.(svg|png)"), plot.toString());
        }
        List<List<String>> rows = Rfc4180.parse(text(folder.resolve("results.csv")));
        assertEquals(HOSTILE, rows.get(0).get(1));
        assertTrue(rows.stream().allMatch(row -> row.size() == rows.get(0).size()));
        JsonObject json =
                JsonParser.parseString(text(folder.resolve("results.json"))).getAsJsonObject();
        assertEquals(HOSTILE, json.get("study").getAsString());
        List<String> lines = Files.readAllLines(folder.resolve("results.md"));
        assertTrue(lines.stream().noneMatch(line -> line.matches(".*(?<!\\\\)<.*")), "HTML in results.md");
        assertEquals(
                1,
                lines.stream()
                        .filter(line -> line.startsWith("|"))
                        .map(StudyReportTest::columns)
                        .skip(3)
                        .collect(Collectors.toSet())
                        .size());
    }

    @Test
    void aStudyThatHasOnlyBegunHasAReport() throws Exception {
        List<CellResult> cells = new ArrayList<>();
        cells.add(MadeStudy.unscored(1e-3, 8, CellResult.Status.FAILED, Optional.of("rows.jsonl, row 3: no messages")));
        cells.add(MadeStudy.unscored(1e-3, 16, CellResult.Status.PENDING, Optional.empty()));
        cells.add(MadeStudy.unscored(1e-2, 16, CellResult.Status.UNFINISHED, Optional.empty()));
        List<StudyTable.Task> tasks = List.of(MadeStudy.SUMS, MadeStudy.STORIES);

        StudyReport none = StudyReport.write(MadeStudy.table(tasks, cells), folder);
        assertTrue(text(none.page()).contains("rows.jsonl, row 3: no messages"));
        assertTrue(none.findings().contains("sums has no finished cell yet."));
        xml(text(none.page()));

        cells.add(MadeStudy.grid(List.of(1e-4), List.of(8L), 1).cells().get(0));
        StudyReport one = StudyReport.write(MadeStudy.table(tasks, cells), folder);
        assertTrue(plots(".svg").contains("sums-contour"));
        assertTrue(text(one.page()).contains("1 of 4 cells"));
        xml(text(one.page()));

        StudyReport empty = StudyReport.write(MadeStudy.table(List.of(), List.of()), folder.resolve("empty"));
        xml(text(empty.page()));
    }

    @Test
    void aStudyOfOneQuantityIsDrawnAsALine() {
        Set<String> plots = names(analysis(MadeStudy.grid(MadeStudy.RATES, List.of(8L), 2)));

        assertTrue(plots.containsAll(Set.of("sums-learning-rate", "sums-ratio")));
        assertFalse(plots.contains("sums-contour"));
    }

    /** Learning rate and batch size that go together leave no area to fill. */
    @Test
    void cellsOnOneLineAreMarkedByColour() throws Exception {
        List<CellResult> cells = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            cells.addAll(MadeStudy.grid(List.of(1e-4 * (1 << i)), List.of(2L << i), 1)
                    .cells());
        }

        StudyReport.Analysis analysis = analysis(MadeStudy.table(List.of(MadeStudy.SUMS), cells));
        String plot = Figures.of(analysis)
                .all()
                .filter(figure -> figure.name().equals("sums-contour"))
                .findFirst()
                .orElseThrow()
                .svg();

        assertFalse(plot.contains("fill-rule"));
        assertFalse(names(analysis).contains("sums-ratio"), "the ratio is the same everywhere");
        assertEquals(6, xml(plot).getElementsByTagName("circle").getLength() - 1, "cells beside the legend's");
    }

    @Test
    void tasksWhoseNamesDifferInSignsOnlyHaveFilesOfTheirOwn() {
        Set<String> taken = new HashSet<>();

        assertEquals("a_b", Figures.fileName("a/b", taken));
        assertEquals("a_b-2", Figures.fileName("a.b", taken));
        assertEquals("A_b-3", Figures.fileName("A?b", taken));
    }

    private void contourHasManyColours() throws Exception {
        BufferedImage image =
                ImageIO.read(folder.resolve("plots/sums-contour.png").toFile());

        assertArrayEquals(new int[] {1440, 1170}, new int[] {image.getWidth(), image.getHeight()});
        Set<Integer> colours = new HashSet<>();
        for (int x = 220; x < 1160; x += 3) {
            colours.add(image.getRGB(x, 500));
        }
        assertTrue(colours.size() > 6, colours.size() + " colours in a row through the contours");
    }

    private static StudyReport.Analysis analysis(StudyTable table) {
        return StudyReport.Analysis.of(table, new Bootstrap(500, 1, 0.95));
    }

    private static Set<String> names(StudyReport.Analysis analysis) {
        return Figures.of(analysis).all().map(Figure::name).collect(Collectors.toSet());
    }

    private Set<String> plots(String ending) throws IOException {
        return files(folder.resolve("plots")).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(ending))
                .map(name -> name.substring(0, name.length() - ending.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }

    private static int columns(String line) {
        return line.replaceAll("\\\\.", "").split("\\|", -1).length;
    }

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        text.replace("<!DOCTYPE html>", "").getBytes(StandardCharsets.UTF_8)));
    }
}
