package dev.smoltulu.sweep.report;

import dev.smoltulu.base.terminal.Progress;
import dev.smoltulu.sweep.report.plot.Brief;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.results.StudyTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The cells as a table for people: rounded, and with what matters first. */
final class CellColumns {

    private CellColumns() {}

    static List<String> header(StudyTable table) {
        List<String> names = new ArrayList<>(List.of("learning rate", "batch", "ratio"));
        names.addAll(ResultsCsv.otherAxes(table));
        names.add("seed");
        table.tasks().forEach(task -> names.add(task.name()));
        names.addAll(List.of("steps", "trained tokens", "time", "status", "cell"));
        return names;
    }

    static List<String> row(StudyTable table, CellResult cell) {
        List<String> fields = new ArrayList<>(
                List.of(Brief.of(cell.learningRate()), Long.toString(cell.batchSize()), Brief.of(cell.ratio())));
        ResultsCsv.otherAxes(table)
                .forEach(axis -> fields.add(ResultsCsv.value(cell.values().get(axis))));
        fields.add(Long.toString(cell.seed()));
        for (StudyTask task : table.tasks()) {
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
}
