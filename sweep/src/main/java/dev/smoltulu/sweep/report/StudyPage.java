package dev.smoltulu.sweep.report;

import dev.smoltulu.base.terminal.Progress;
import dev.smoltulu.sweep.report.plot.Figure;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.trainer.report.Html;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** report.html of a study: sentences first, plots, then the tables they come from. */
final class StudyPage {

    private static final String STYLE = Figure.STYLE + """
            :root{--bad:#b3261e}@media (prefers-color-scheme:dark){:root{--bad:#f2867e}}
            .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1rem 1.5rem}
            .plots figure{margin:.75rem 0 0;max-width:36rem}
            .plots figcaption{font-weight:400;font-size:.82rem;color:var(--faint)}
            .verdict{border-left:3px solid var(--s1);padding:.1rem 0 .1rem .9rem;margin:1.25rem 0}
            ul.found{padding-left:1.1rem}ul.found li{margin:.2rem 0}
            h2 small{font-weight:400;color:var(--faint)}
            .wide{overflow-x:auto}.wide table{width:auto;min-width:100%}
            .wide th,.wide td{width:auto;white-space:nowrap;overflow-wrap:normal;font-variant-numeric:tabular-nums}
            .wide th{font-size:.85rem}.wide .failed td{color:var(--bad)}
            dl{grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr))}
            @media (max-width:40rem){.plots .tick{font-size:13.5px}.plots .label{font-size:14px}
            .plots .note{font-size:12.5px}section th{width:45%;overflow-wrap:anywhere}}
            p.method{font-size:.85rem;color:var(--faint)}
            """;

    private final StudyReport.Analysis analysis;
    private final StudyTable table;
    private final Figures figures;

    private StudyPage(StudyReport.Analysis analysis, Figures figures) {
        this.analysis = analysis;
        this.table = analysis.table();
        this.figures = figures;
    }

    static String of(StudyReport.Analysis analysis, Figures figures) {
        return new StudyPage(analysis, figures).html();
    }

    private String html() {
        StringBuilder body = new StringBuilder(Html.tiles(tiles()));
        body.append("<h2>What these data say</h2>\n<p class=\"verdict\">" + Html.escape(Sentences.of(analysis.claim()))
                + "</p>\n");
        body.append("<ul class=\"found\">\n");
        analysis.trends().forEach(trend -> body.append("<li>" + Html.escape(Sentences.of(trend)) + "</li>\n"));
        body.append("</ul>\n" + plots(figures.overall()));
        figures.byTask()
                .forEach((trend, plots) -> body.append("<h2>" + heading(trend.task()) + "</h2>\n<p>"
                        + Html.escape(Sentences.of(trend)
                                + Sentences.best(trend).map(best -> " " + best).orElse(""))
                        + "</p>\n" + plots(plots)));
        body.append("<h2>Tasks</h2>\n"
                + table(
                        ReportTables.TASKS,
                        analysis.trends().stream()
                                .map(trend -> row("", ReportTables.task(trend)))
                                .collect(Collectors.joining())));
        body.append("<p class=\"method\">" + Html.escape(Method.of(analysis)) + "</p>\n");
        body.append(Html.table("Failed cells", failures()));
        body.append("<h2>Cells</h2>\n"
                + table(
                        ReportTables.cells(table),
                        table.cells().stream()
                                .map(cell -> row(
                                        cell.status() == CellResult.Status.FAILED ? " class=\"failed\"" : "",
                                        ReportTables.cell(table, cell)))
                                .collect(Collectors.joining())));
        return Html.page(table.name(), table.verb() + " of " + table.model() + ", " + axes(), STYLE, body.toString());
    }

    private String axes() {
        return table.axes().isEmpty() ? "nothing varied" : "over " + String.join(", ", table.axes());
    }

    private Map<String, String> tiles() {
        Map<String, String> tiles = new LinkedHashMap<>();
        tiles.put(
                "Finished",
                analysis.cells(CellResult.Status.FINISHED) + " of "
                        + Sentences.plural(table.cells().size(), "cell"));
        if (analysis.cells(CellResult.Status.FAILED) > 0) {
            tiles.put("Failed", Sentences.plural(analysis.cells(CellResult.Status.FAILED), "cell"));
        }
        long seeds =
                table.cells().stream().mapToLong(CellResult::seed).distinct().count();
        tiles.put(
                "Settings",
                String.format(
                        Locale.ROOT, "%,d%s", analysis.settings().size(), seeds > 1 ? ", " + seeds + " seeds" : ""));
        tiles.put(
                "Trained tokens",
                String.format(
                        Locale.ROOT,
                        "%,d",
                        table.cells().stream()
                                .mapToLong(CellResult::trainedTokens)
                                .sum()));
        tiles.put(
                "Time in steps",
                Progress.duration(Math.round(table.cells().stream()
                        .mapToDouble(CellResult::seconds)
                        .filter(Double::isFinite)
                        .sum())));
        return tiles;
    }

    private static String heading(StudyTable.Task task) {
        String kind = task.ability() == StudyTable.Task.Ability.UNSTATED
                ? ""
                : ", " + task.ability().name().toLowerCase(Locale.ROOT);
        return Html.escape(task.name()) + " <small>" + Html.escape(task.metric() + kind) + "</small>";
    }

    private Map<String, String> failures() {
        Map<String, String> failures = new LinkedHashMap<>();
        table.cells().forEach(cell -> cell.error().ifPresent(error -> failures.put(cell.id(), error)));
        return failures;
    }

    private static String plots(List<Figure> figures) {
        return figures.isEmpty()
                ? ""
                : figures.stream()
                        .map(Figure::html)
                        .collect(Collectors.joining("", "<div class=\"plots\">\n", "</div>\n"));
    }

    private static String table(List<String> header, String rows) {
        return "<div class=\"wide\"><table>\n<thead><tr>"
                + header.stream()
                        .map(name -> "<th scope=\"col\">" + Html.escape(name) + "</th>")
                        .collect(Collectors.joining())
                + "</tr></thead>\n<tbody>\n" + rows + "</tbody>\n</table></div>\n";
    }

    private static String row(String attributes, List<String> fields) {
        return fields.stream()
                .map(field -> "<td>" + Html.escape(field) + "</td>")
                .collect(Collectors.joining("", "<tr" + attributes + ">", "</tr>\n"));
    }

    /** How the numbers were computed, in words. */
    static final class Method {

        private Method() {}

        static String of(StudyReport.Analysis analysis) {
            return String.format(
                    Locale.ROOT,
                    "Ratio is learning rate divided by batch size. Correlations are Spearman's, ties "
                            + "sharing their mean rank, of the ratio and the score of each setting; a setting is the mean of the cells "
                            + "that differ in nothing but the seed. Intervals hold %.0f %% of %,d bootstrap resamples of settings "
                            + "(percentiles, seed %d). Each interval stands for itself: among many tasks some miss 0 by chance.",
                    100 * analysis.bootstrap().level(),
                    analysis.bootstrap().resamples(),
                    analysis.bootstrap().seed());
        }
    }
}
