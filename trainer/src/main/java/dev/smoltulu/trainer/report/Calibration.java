package dev.smoltulu.trainer.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How sure a model is of its preferences against how often it is right. The difference of a pair's rewards predicts the
 * probability sigmoid(|difference|) that the text with the higher reward is the better one; pairs are counted in ten
 * bins of that probability, from 0.5 to 1.
 */
final class Calibration {

    private static final int BINS = 10;
    private static final double LOWEST = 0.5;

    /**
     * The pairs of like certainty.
     *
     * @param predicted mean predicted probability
     * @param right     share of the pairs whose chosen text has the higher reward
     */
    record Bin(double low, double high, long pairs, double predicted, double right) {}

    private final List<Bin> bins;

    private Calibration(List<Bin> bins) {
        this.bins = bins;
    }

    static Calibration of(List<EvaluatedPair> pairs) {
        List<Bin> bins = new ArrayList<>();
        double width = (1 - LOWEST) / BINS;
        for (int i = 0; i < BINS; i++) {
            int bin = i;
            List<EvaluatedPair> own = pairs.stream()
                    .filter(pair -> Math.min(BINS - 1, (int) ((certainty(pair) - LOWEST) / width)) == bin)
                    .toList();
            if (!own.isEmpty()) {
                bins.add(new Bin(
                        LOWEST + i * width,
                        LOWEST + (i + 1) * width,
                        own.size(),
                        own.stream()
                                .mapToDouble(Calibration::certainty)
                                .average()
                                .orElseThrow(),
                        own.stream()
                                .mapToDouble(pair -> pair.margin() > 0 ? 1 : 0)
                                .average()
                                .orElseThrow()));
            }
        }
        return new Calibration(bins);
    }

    private static double certainty(EvaluatedPair pair) {
        return 1 / (1 + Math.exp(-Math.abs(pair.margin())));
    }

    /** The bins that have pairs. */
    List<Bin> bins() {
        return bins;
    }

    LineChart chart() {
        LineChart.Series measured = new LineChart.Series(
                "measured",
                bins.stream()
                        .map(bin -> new LineChart.Series.Point(bin.predicted(), bin.right()))
                        .toList());
        LineChart.Series ideal = bins.isEmpty()
                ? new LineChart.Series("ideal", List.of())
                : new LineChart.Series(
                        "ideal", List.of(new LineChart.Series.Point(LOWEST, LOWEST), new LineChart.Series.Point(1, 1)));
        return new LineChart(
                "Calibration: share of pairs that is right",
                "predicted probability of the preference",
                List.of(measured, ideal),
                true);
    }

    /** Each bin in words, by its range. */
    Map<String, String> table() {
        Map<String, String> rows = new LinkedHashMap<>();
        bins.forEach(bin -> rows.put(
                String.format(Locale.ROOT, "predicted %.2f to %.2f", bin.low(), bin.high()),
                String.format(
                        Locale.ROOT,
                        "%,d pairs, predicted %.1f %%, right %.1f %%",
                        bin.pairs(),
                        100 * bin.predicted(),
                        100 * bin.right())));
        return rows;
    }
}
