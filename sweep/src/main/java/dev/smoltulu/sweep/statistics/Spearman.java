package dev.smoltulu.sweep.statistics;

import java.util.Arrays;

/**
 * Spearman's rank correlation: Pearson's correlation of ranks, where equal values share the mean of the ranks they take.
 * It asks whether one quantity rises with another, however bent the way, so that it needs no logarithms.
 */
public final class Spearman {

    private Spearman() {}

    /** The correlation of {@code x} and {@code y}, -1 to 1; NaN where one of them has the same value throughout. */
    public static double of(double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException(x.length + " values beside " + y.length);
        }
        return pearson(ranks(x), ranks(y));
    }

    /** The rank of each value from 1 up; equal values share the mean of their ranks. */
    static double[] ranks(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int first = firstNotBelow(sorted, values[i]);
            int next = first;
            while (next < sorted.length && sorted[next] == values[i]) {
                next++;
            }
            ranks[i] = (first + 1 + next) / 2.0;
        }
        return ranks;
    }

    private static int firstNotBelow(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double pearson(double[] a, double[] b) {
        // Ranks of n values always have this mean, ties or not.
        double mean = (a.length + 1) / 2.0;
        double both = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            both += (a[i] - mean) * (b[i] - mean);
            ofA += (a[i] - mean) * (a[i] - mean);
            ofB += (b[i] - mean) * (b[i] - mean);
        }
        double scale = Math.sqrt(ofA * ofB);
        return scale == 0 ? Double.NaN : Math.max(-1, Math.min(1, both / scale));
    }
}
