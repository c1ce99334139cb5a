package dev.smoltulu.sweep.report.plot;

import dev.smoltulu.sweep.results.CellStatus;
import dev.smoltulu.sweep.statistics.Setting;
import dev.smoltulu.sweep.statistics.SettingScore;
import java.util.Locale;

/** What marks tell where the pointer rests on them. */
final class Legend {

    private Legend() {}

    /** Learning rate, batch size and score. */
    static String of(SettingScore score) {
        String spread = score.seeds() > 1
                ? String.format(
                        Locale.ROOT,
                        ", %d seeds from %s to %s",
                        score.seeds(),
                        Brief.of(score.lowest()),
                        Brief.of(score.highest()))
                : Double.isFinite(score.standardError()) ? " \u00b1 " + Brief.of(score.standardError()) : "";
        return place(score.setting()) + ": " + Brief.of(score.mean()) + spread;
    }

    /** Why a setting has no score. */
    static String missing(Setting setting) {
        return place(setting) + ": " + (isFailed(setting) ? "failed" : "not finished");
    }

    static boolean isFailed(Setting setting) {
        return setting.cells().stream().anyMatch(cell -> cell.status() == CellStatus.FAILED);
    }

    private static String place(Setting setting) {
        return "learning rate " + Brief.of(setting.learningRate()) + ", batch size " + setting.batchSize();
    }
}
