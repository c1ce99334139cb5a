package dev.smoltulu.trainer.rlvr;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** How much of the returns the values foresaw: 1 - variance(returns - values) / variance(returns); 1 is all of it. */
final class ExplainedVariance {

    private ExplainedVariance() {}

    /** NaN where all returns are equal. */
    static double of(List<Episode> episodes) {
        double[] returns = episodes.stream()
                .flatMapToDouble(episode -> DoubleStream.of(episode.returns))
                .toArray();
        double[] values = episodes.stream()
                .flatMapToDouble(
                        episode -> IntStream.range(0, episode.values.length).mapToDouble(i -> episode.values[i]))
                .toArray();
        double[] missed = IntStream.range(0, returns.length)
                .mapToDouble(i -> returns[i] - values[i])
                .toArray();
        double variance = variance(returns);
        return variance == 0 ? Double.NaN : 1 - variance(missed) / variance;
    }

    private static double variance(double[] numbers) {
        double mean = DoubleStream.of(numbers).average().orElse(Double.NaN);
        return DoubleStream.of(numbers)
                .map(number -> (number - mean) * (number - mean))
                .average()
                .orElse(Double.NaN);
    }
}
