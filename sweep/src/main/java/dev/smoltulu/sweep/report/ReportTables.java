package dev.smoltulu.sweep.report;

import dev.smoltulu.base.terminal.Progress;
import dev.smoltulu.sweep.report.plot.Brief;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.statistics.Trend;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The cells and the tasks as tables for people: rounded, and with what matters first. */
final class ReportTables {

    /**
     * Columns of the table of tasks: which of ratio, learning rate and batch size goes with the score, and where the
     * score is best.
     */
    static final List<String> TASKS = List.of(
            "task", "kind", "metric", "Spearman with the ratio", "with learning rate", "with batch size", "best");

    private ReportTables() {}

    /** Columns of the table of cells. */
    static List<String> cells(StudyTable table) {
        List<String> names = new ArrayList<>(List.of("learning rate", "batch", "ratio"));
        names.addAll(ResultsCsv.otherAxes(table));
        names.add("seed");
        table.tasks().forEach(task -> names.add(task.name()));
        names.addAll(List.of("steps", "trained tokens", "time", "status", "cell"));
        return names;
    }

    static List<String> cell(StudyTable table, CellResult cell) {
        List<String> fields = new ArrayList<>(
                List.of(Brief.of(cell.learningRate()), Long.toString(cell.batchSize()), Brief.of(cell.ratio())));
        ResultsCsv.otherAxes(table)
                .forEach(axis -> fields.add(ResultsCsv.value(cell.values().get(axis))));
        fields.add(Long.toString(cell.seed()));
        for (StudyTable.Task task : table.tasks()) {
            CellResult.Score score = cell.scores().get(task.name());
            fields.add(
                    score == null
                            ? ""
                            : Brief.of(score.value())
                                    + (Double.isFinite(score.standardError())
                                            ? " \u00b1 " + Brief.of(score.standardError())
                                            : ""));
        }
        fields.addAll(List.of(
                String.format(Locale.ROOT, "%,d", cell.steps()),
                String.format(Locale.ROOT, "%,d", cell.trainedTokens()),
                Double.isFinite(cell.seconds()) ? Progress.duration(Math.round(cell.seconds())) : "",
                ResultsCsv.status(cell),
                cell.id()));
        return fields;
    }

    static List<String> task(Trend trend) {
        String best = trend.best()
                .map(score -> Brief.of(score.mean()) + " at "
                        + Brief.of(score.setting().learningRate()) + " / "
                        + score.setting().batchSize())
                .orElse("");
        String ratio = Double.isNaN(trend.spearman()) ? "" : Sentences.correlation(trend);
        return List.of(
                trend.task().name(),
                trend.task().ability().name().toLowerCase(Locale.ROOT),
                trend.task().metric(),
                ratio,
                correlation(trend.learningRate()),
                correlation(trend.batchSize()),
                best);
    }

    private static String correlation(double value) {
        return Double.isNaN(value) ? "" : Sentences.correlation(value);
    }
}
