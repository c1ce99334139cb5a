package dev.smoltulu.sweep.statistics;

import dev.smoltulu.sweep.results.StudyTable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How one task's score goes with the ratio of learning rate to batch size.
 *
 * @param scores       of the settings that have one, in the study's order
 * @param spearman     rank correlation of ratio and mean score; NaN where it is undefined
 * @param interval     its bootstrap interval over settings
 * @param learningRate rank correlation of learning rate and score, for comparison
 * @param batchSize    rank correlation of batch size and score, for comparison
 */
public record Trend(
        StudyTable.Task task,
        List<Setting.Score> scores,
        double spearman,
        Optional<Bootstrap.Interval> interval,
        double learningRate,
        double batchSize) {

    private static final int MIN_SETTINGS = 3;

    /** What the interval allows to be said. */
    public enum Direction {
        RISES,
        FALLS,
        /** The interval covers 0. */
        UNCLEAR,
        /** Too few settings for an interval, or nothing varies. */
        UNKNOWN
    }

    /** The trend of one task over a study's settings. */
    public static Trend of(StudyTable.Task task, List<Setting> settings, Bootstrap bootstrap) {
        List<Setting.Score> scores = settings.stream()
                .flatMap(setting -> setting.score(task).stream())
                .toList();
        double[] values = values(scores, Setting.Score::mean);
        double[] ratios = values(scores, score -> score.setting().ratio());
        double spearman = correlation(ratios, values);
        Optional<Bootstrap.Interval> interval = Double.isNaN(spearman)
                ? Optional.empty()
                : bootstrap.interval(scores.size(), drawn -> Spearman.of(picked(ratios, drawn), picked(values, drawn)));
        return new Trend(
                task,
                scores,
                spearman,
                interval,
                correlation(values(scores, score -> score.setting().learningRate()), values),
                correlation(values(scores, score -> score.setting().batchSize()), values));
    }

    private static double correlation(double[] quantity, double[] scores) {
        return scores.length < MIN_SETTINGS ? Double.NaN : Spearman.of(quantity, scores);
    }

    /** Which way the score goes with the ratio. */
    public Direction direction() {
        if (interval.isEmpty()) {
            return Direction.UNKNOWN;
        }
        if (interval.get().coversZero()) {
            return Direction.UNCLEAR;
        }
        return interval.get().isAboveZero() ? Direction.RISES : Direction.FALLS;
    }

    /** The setting with the best mean, the first of equals in the study's order; none of several that are all equal. */
    public Optional<Setting.Score> best() {
        if (scores.size() > 1 && isFlat()) {
            return Optional.empty();
        }
        Comparator<Setting.Score> byMean = Comparator.comparingDouble(Setting.Score::mean);
        return scores.stream().min(task.higherIsBetter() ? byMean.reversed() : byMean);
    }

    /** Finished cells that count here. */
    public int cells() {
        return scores.stream().mapToInt(Setting.Score::seeds).sum();
    }

    /** Whether every setting has the same mean. */
    public boolean isFlat() {
        return scores.stream().mapToDouble(Setting.Score::mean).distinct().count() == 1;
    }

    static double[] values(List<Setting.Score> scores, ToDoubleFunction<Setting.Score> value) {
        return scores.stream().mapToDouble(value).toArray();
    }

    static double[] picked(double[] values, int[] indices) {
        return IntStream.of(indices).mapToDouble(index -> values[index]).toArray();
    }
}
