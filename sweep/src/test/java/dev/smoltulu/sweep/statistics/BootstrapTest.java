package dev.smoltulu.sweep.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.junit.jupiter.api.Test;

final class BootstrapTest {

    private static final double[] X = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    private static final double[] Y = {2, 1, 4, 3, 7, 5, 5, 9, 8, 12, 10, 10};

    /** The same draws, another library's correlation and another library's quantiles. */
    @Test
    void agreesWithAnIndependentComputation() {
        Bootstrap bootstrap = new Bootstrap(2000, 42, 0.9);
        Random random = new Random(42);
        double[] values = IntStream.range(0, 2000)
                .mapToDouble(resample -> {
                    int[] drawn = IntStream.range(0, X.length)
                            .map(unit -> random.nextInt(X.length))
                            .toArray();
                    return new SpearmansCorrelation()
                            .correlation(
                                    IntStream.of(drawn).mapToDouble(i -> X[i]).toArray(),
                                    IntStream.of(drawn).mapToDouble(i -> Y[i]).toArray());
                })
                .toArray();
        Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);

        Bootstrap.Interval interval =
                bootstrap.interval(X.length, BootstrapTest::spearman).orElseThrow();

        assertEquals(percentile.evaluate(values, 5), interval.low(), 1e-12);
        assertEquals(percentile.evaluate(values, 95), interval.high(), 1e-12);
        assertTrue(interval.low() < Spearman.of(X, Y) && Spearman.of(X, Y) < interval.high());
    }

    /** The mean of normal numbers: theory gives the interval's width as twice 1.96 standard errors. */
    @Test
    void isAsWideAsTheorySaysForAMean() {
        Random random = new Random(3);
        double[] sample =
                IntStream.range(0, 200).mapToDouble(i -> random.nextGaussian()).toArray();
        double mean =
                IntStream.range(0, 200).mapToDouble(i -> sample[i]).average().orElseThrow();
        double deviation = Math.sqrt(IntStream.range(0, 200)
                        .mapToDouble(i -> Math.pow(sample[i] - mean, 2))
                        .sum()
                / 200);
        double reach = new NormalDistribution().inverseCumulativeProbability(0.975) * deviation / Math.sqrt(200);

        Bootstrap.Interval interval = Bootstrap.STANDARD
                .interval(
                        200,
                        drawn -> IntStream.of(drawn)
                                .mapToDouble(i -> sample[i])
                                .average()
                                .orElseThrow())
                .orElseThrow();

        assertEquals(mean - reach, interval.low(), reach * 0.06);
        assertEquals(mean + reach, interval.high(), reach * 0.06);
    }

    @Test
    void theSameSeedGivesTheSameInterval() {
        assertEquals(
                Bootstrap.STANDARD.interval(12, BootstrapTest::spearman),
                Bootstrap.STANDARD.interval(12, BootstrapTest::spearman));
    }

    @Test
    void saysNothingOfTooFewUnitsOrAnUndefinedStatistic() {
        assertEquals(Optional.empty(), Bootstrap.STANDARD.interval(4, drawn -> 1));
        assertEquals(Optional.empty(), Bootstrap.STANDARD.interval(9, drawn -> Double.NaN));
    }

    private static double spearman(int[] drawn) {
        return Spearman.of(Trend.picked(X, drawn), Trend.picked(Y, drawn));
    }
}
