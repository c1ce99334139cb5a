package dev.smoltulu.sweep.report;

import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.statistics.Bootstrap;
import dev.smoltulu.sweep.statistics.RatioClaim;
import dev.smoltulu.sweep.statistics.Setting;
import dev.smoltulu.sweep.statistics.Trend;
import java.util.List;

/**
 * A study and all that is computed from it, once for all files of its report.
 *
 * @param trends one a task, in the study's order
 */
record Analysis(StudyTable table, Bootstrap bootstrap, List<Setting> settings, List<Trend> trends, RatioClaim claim) {

    static Analysis of(StudyTable table, Bootstrap bootstrap) {
        List<Setting> settings = Setting.of(table);
        List<Trend> trends = table.tasks().stream()
                .map(task -> Trend.of(task, settings, bootstrap))
                .toList();
        return new Analysis(table, bootstrap, settings, trends, RatioClaim.of(trends, settings, bootstrap));
    }

    long cells(CellResult.Status status) {
        return table.cells().stream().filter(cell -> cell.status() == status).count();
    }

    /** 18 of 24 cells finished, 1 failed. */
    String progress() {
        long failed = cells(CellResult.Status.FAILED);
        return cells(CellResult.Status.FINISHED) + " of " + table.cells().size() + " cells finished"
                + (failed > 0 ? ", " + failed + " failed" : "");
    }
}
