package dev.smoltulu.sweep.report;

import dev.smoltulu.sweep.report.plot.Brief;
import dev.smoltulu.sweep.statistics.Trend;
import java.util.List;
import java.util.Locale;

/** The tasks as a table: which of ratio, learning rate and batch size goes with the score, and where it is best. */
final class TrendColumns {

    static final List<String> HEADER = List.of(
            "task", "kind", "metric", "Spearman with the ratio", "with learning rate", "with batch size", "best");

    private TrendColumns() {}

    static List<String> row(Trend trend) {
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
