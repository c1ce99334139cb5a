package dev.smoltulu.tools.bench;

import java.util.Arrays;

/**
 * What was done in a round and how long the rounds took.
 *
 * @param work    tokens or items of a round
 * @param seconds of each round, in order
 */
public record Speed(long work, double[] seconds) {

    /** Runs {@code round} once unseen, for memory to be taken and kernels to be chosen, and then {@code rounds} times. */
    static Speed of(long work, int rounds, Runnable round) {
        round.run();
        double[] seconds = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            round.run();
            seconds[i] = (System.nanoTime() - start) / 1e9;
        }
        return new Speed(work, seconds);
    }

    public double medianSeconds() {
        double[] sorted = Arrays.stream(seconds).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** Work done in a second of the median round. */
    public double perSecond() {
        return work / medianSeconds();
    }
}
