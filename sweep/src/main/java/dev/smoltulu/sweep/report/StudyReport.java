package dev.smoltulu.sweep.report;

import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.sweep.report.plot.Png;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.statistics.Bootstrap;
import dev.smoltulu.sweep.statistics.RatioClaim;
import dev.smoltulu.sweep.statistics.Setting;
import dev.smoltulu.sweep.statistics.Trend;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of a study's report: results.csv, results.json, results.md, report.html, and each plot as SVG and PNG in
 * {@code plots}. They can be made of any part of a study, also before a cell is finished.
 *
 * @param page     report.html
 * @param findings what the study shows, a sentence a task and one on the paper's claim
 * @param warning  what could not be written, and what to do; everything else was
 */
public record StudyReport(Path page, List<String> findings, Optional<String> warning) {

    /**
     * Writes the report of {@code table} into {@code folder}, over an older one.
     *
     * @throws dev.smoltulu.base.UserError when the folder or the disk refuses it
     */
    public static StudyReport write(StudyTable table, Path folder) {
        Analysis analysis = Analysis.of(table, Bootstrap.STANDARD);
        Figures figures = Figures.of(analysis);
        Path page = folder.resolve("report.html");
        AtomicFile.write(folder.resolve("results.csv"), ResultsCsv.of(table));
        AtomicFile.write(folder.resolve("results.json"), ResultsJson.of(analysis));
        AtomicFile.write(folder.resolve("results.md"), ResultsMarkdown.of(analysis));
        AtomicFile.write(page, StudyPage.of(analysis, figures));
        Path plots = folder.resolve("plots");
        figures.all().forEach(figure -> AtomicFile.write(plots.resolve(figure.name() + ".svg"), figure.svg()));
        Optional<String> obstacle = figures.all().findAny().isPresent() ? Png.obstacle() : Optional.empty();
        if (obstacle.isEmpty()) {
            figures.all().forEach(figure -> AtomicFile.write(plots.resolve(figure.name() + ".png"), Png.of(figure)));
        }
        return new StudyReport(
                page,
                Sentences.of(analysis),
                obstacle.map(reason -> plots
                        + " has the plots as SVG only: " + reason
                        + "; install fontconfig and a font, such as fonts-dejavu-core, and make the report again"));
    }

    /**
     * A study and all that is computed from it, once for all files of its report.
     *
     * @param trends one a task, in the study's order
     */
    record Analysis(
            StudyTable table, Bootstrap bootstrap, List<Setting> settings, List<Trend> trends, RatioClaim claim) {

        static Analysis of(StudyTable table, Bootstrap bootstrap) {
            List<Setting> settings = Setting.of(table);
            List<Trend> trends = table.tasks().stream()
                    .map(task -> Trend.of(task, settings, bootstrap))
                    .toList();
            return new Analysis(table, bootstrap, settings, trends, RatioClaim.of(trends, settings, bootstrap));
        }

        long cells(CellResult.Status status) {
            return table.cells().stream()
                    .filter(cell -> cell.status() == status)
                    .count();
        }

        /** 18 of 24 cells finished, 1 failed. */
        String progress() {
            long failed = cells(CellResult.Status.FAILED);
            return cells(CellResult.Status.FINISHED) + " of " + table.cells().size() + " cells finished"
                    + (failed > 0 ? ", " + failed + " failed" : "");
        }
    }
}
