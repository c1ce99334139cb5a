package dev.smoltulu.sweep.statistics;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13): units are drawn with
 * replacement as often as there are units, the statistic is computed of each such resample, and the interval runs
 * between its quantiles, interpolated linearly. Draws are those of {@link Random} under {@code seed}, whose algorithm is
 * part of Java's specification, so anybody can repeat them.
 *
 * @param resamples how many times units are drawn
 * @param seed      where the draws begin
 * @param level     the share of resamples within the interval, such as 0.95
 */
public record Bootstrap(int resamples, long seed, double level) {

    /** What reports use. */
    public static final Bootstrap STANDARD = new Bootstrap(10_000, 1, 0.95);

    /** Fewer units than this say nothing about their own spread. */
    public static final int MIN_UNITS = 5;

    /**
     * The interval of a statistic of {@code units} units; none for fewer than {@link #MIN_UNITS}, or where the statistic
     * is undefined in more than half of the resamples.
     *
     * @param statistic from the indices that were drawn to a value; resamples for which it is NaN are left out
     */
    public Optional<Interval> interval(int units, ToDoubleFunction<int[]> statistic) {
        if (units < MIN_UNITS) {
            return Optional.empty();
        }
        Random random = new Random(seed);
        int[] drawn = new int[units];
        double[] values = new double[resamples];
        int defined = 0;
        for (int i = 0; i < resamples; i++) {
            for (int unit = 0; unit < units; unit++) {
                drawn[unit] = random.nextInt(units);
            }
            double value = statistic.applyAsDouble(drawn);
            if (!Double.isNaN(value)) {
                values[defined++] = value;
            }
        }
        if (defined * 2 < resamples) {
            return Optional.empty();
        }
        double[] sorted = Arrays.copyOf(values, defined);
        Arrays.sort(sorted);
        double tail = (1 - level) / 2;
        return Optional.of(new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail)));
    }

    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    /** The range in which a statistic is expected, both ends included. */
    public record Interval(double low, double high) {

        public boolean isAboveZero() {
            return low > 0;
        }

        public boolean isBelowZero() {
            return high < 0;
        }

        public boolean coversZero() {
            return !isAboveZero() && !isBelowZero();
        }

        /** The interval of the statistic with the other sign. */
        public Interval negated() {
            return new Interval(-high, -low);
        }
    }
}
