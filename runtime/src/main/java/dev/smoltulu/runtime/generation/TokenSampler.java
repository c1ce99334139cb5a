package dev.smoltulu.runtime.generation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Samples tokens from distributions over a vocabulary without sorting it: tokens are grouped by the leading bits of
 * their probability, and only the groups that contain a limit or the drawn number are searched. Of equally likely
 * tokens those with lower ids come first.
 */
final class TokenSampler {

    /** Sign, exponent and five bits of the fraction: groups two or three percent wide. */
    private static final int GROUP_SHIFT = 18;
    /** Probabilities are at most 1, but for rounding. */
    private static final int GROUPS = groupOf(1.5f) + 1;

    private final float[] probabilities;
    private final int[] counts = new int[GROUPS];
    private final double[] masses = new double[GROUPS];
    private final long[] sorted;
    /** The least likely token that may be drawn: its group, its probability and, among its equals, its id. */
    private int lastGroup;

    private float leastProbability;
    private int lastTied;

    /**
     * A token and what it was drawn with.
     *
     * @param probability of the token among those that could be drawn
     */
    record Draw(int token, double probability) {}

    TokenSampler(int vocabulary) {
        this.probabilities = new float[vocabulary];
        this.sorted = new long[vocabulary];
    }

    /** Where {@link #draw} reads a distribution under its temperature, [vocabulary]; the sum need not be exactly 1. */
    float[] probabilities() {
        return probabilities;
    }

    /** Draws one token; takes one number from {@code random}. */
    Draw draw(Sampling sampling, SplittableRandom random) {
        group();
        if (sampling.topK() > 0 && sampling.topK() < probabilities.length) {
            keepCount(sampling.topK());
        }
        if (sampling.topP() < 1) {
            keepMass(sampling.topP() * mass());
        }
        double mass = mass();
        int token = tokenAt(random.nextDouble() * mass);
        return new Draw(token, probabilities[token] / mass);
    }

    private void group() {
        Arrays.fill(counts, 0);
        Arrays.fill(masses, 0);
        for (float probability : probabilities) {
            int group = groupOf(probability);
            counts[group]++;
            masses[group] += probability;
        }
        lastGroup = 0;
        while (masses[lastGroup] == 0) {
            lastGroup++;
        }
        leastProbability = Float.MIN_VALUE;
        lastTied = Integer.MAX_VALUE;
    }

    /** Keeps the {@code target} likeliest tokens and those as likely as the last of them. */
    private void keepCount(int target) {
        int above = 0;
        int group = GROUPS - 1;
        while (group > lastGroup && above + counts[group] < target) {
            above += counts[group--];
        }
        int size = sort(group);
        cutAt(group, (int) sorted[Math.min(target - above, size) - 1], Integer.MAX_VALUE);
    }

    /** Keeps the fewest of the kept tokens, likeliest first, whose mass reaches {@code target}. */
    private void keepMass(double target) {
        double above = 0;
        int group = GROUPS - 1;
        while (group > lastGroup && above + masses[group] < target) {
            above += masses[group--];
        }
        int size = sort(group);
        int last = 0;
        for (; last < size - 1; last++) {
            above += probabilities[(int) sorted[last]];
            if (above >= target) {
                break;
            }
        }
        int token = (int) sorted[last];
        cutAt(group, token, token);
    }

    private void cutAt(int group, int token, int tied) {
        lastGroup = group;
        leastProbability = probabilities[token];
        lastTied = tied;
        double mass = 0;
        for (int other = 0; other < probabilities.length; other++) {
            mass += isKept(other, group) ? probabilities[other] : 0;
        }
        masses[group] = mass;
    }

    private double mass() {
        double mass = 0;
        for (int group = GROUPS - 1; group >= lastGroup; group--) {
            mass += masses[group];
        }
        return mass;
    }

    /** The token at a place within the kept mass: groups from the likeliest on, and by id within a group. */
    private int tokenAt(double place) {
        int group = GROUPS - 1;
        double left = place;
        while (group > lastGroup && left >= masses[group]) {
            left -= masses[group--];
        }
        int last = -1;
        for (int token = 0; token < probabilities.length && left >= 0; token++) {
            if (isKept(token, group)) {
                last = token;
                left -= probabilities[token];
            }
        }
        return last;
    }

    /** Whether a token is in {@code group}, the last one or one above it, and may be drawn. */
    private boolean isKept(int token, int group) {
        float probability = probabilities[token];
        return groupOf(probability) == group
                && probability >= leastProbability
                && (probability > leastProbability || token <= lastTied);
    }

    /** The kept tokens of a group into {@link #sorted}, likeliest first and then by id; gives their number. */
    private int sort(int group) {
        int size = 0;
        for (int token = 0; token < probabilities.length; token++) {
            if (isKept(token, group)) {
                sorted[size++] = (long) ~Float.floatToRawIntBits(probabilities[token]) << Integer.SIZE | token;
            }
        }
        Arrays.sort(sorted, 0, size);
        return size;
    }

    private static int groupOf(float probability) {
        return Float.floatToRawIntBits(probability) >>> GROUP_SHIFT;
    }
}
