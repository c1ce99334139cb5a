package dev.smoltulu.bench;

import java.util.List;

/** One training step: its loss in nats before the update and its wall-clock time in seconds. */
record Sample(double loss, double seconds) {

    static double medianSeconds(List<Sample> samples) {
        return median(samples.stream().map(Sample::seconds).toList());
    }

    static double median(List<Double> numbers) {
        double[] sorted =
                numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double fastestSeconds(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::seconds).min().orElseThrow();
    }
}
