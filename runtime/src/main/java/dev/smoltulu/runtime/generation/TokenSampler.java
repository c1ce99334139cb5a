package dev.smoltulu.runtime.generation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws tokens from distributions over a vocabulary. Likely tokens are found without sorting the vocabulary: they are
 * counted by the leading bits of their probability, and only the group in which a limit falls is sorted. Of equally
 * likely tokens those with lower ids go first.
 */
final class TokenSampler {

    /** Sign, exponent and seven bits of the fraction: groups half a percent wide. */
    private static final int GROUP_SHIFT = 16;
    /** Probabilities are at most 1, but for rounding. */
    private static final int GROUPS = (Float.floatToRawIntBits(1.5f) >>> GROUP_SHIFT) + 1;

    private final double[] groupWeights = new double[GROUPS];
    private final float[] probabilities;
    private final long[] group;
    /** The least likely token that may be drawn: its probability and, among its equals, its id. */
    private float leastProbability;
    private int lastTied;

    /**
     * A token and what it was drawn with.
     *
     * @param probability of the token among those that could be drawn
     */
    record Draw(int token, double probability) {
    }

    TokenSampler(int vocabulary) {
        this.probabilities = new float[vocabulary];
        this.group = new long[vocabulary];
    }

    /** Where {@link #draw} reads a distribution under its temperature, [vocabulary]; the sum need not be exactly 1. */
    float[] probabilities() {
        return probabilities;
    }

    /** Draws one token; takes one number from {@code random}. */
    Draw draw(Sampling sampling, SplittableRandom random) {
        leastProbability = Float.MIN_VALUE;
        lastTied = Integer.MAX_VALUE;
        if (sampling.topK() > 0 && sampling.topK() < probabilities.length) {
            keepLikeliest(false, sampling.topK());
            lastTied = Integer.MAX_VALUE;
        }
        if (sampling.topP() < 1) {
            keepLikeliest(true, sampling.topP() * mass());
        }
        double mass = mass();
        double left = random.nextDouble() * mass;
        int last = -1;
        for (int token = 0; token < probabilities.length; token++) {
            if (isKept(token)) {
                last = token;
                left -= probabilities[token];
                if (left < 0) {
                    break;
                }
            }
        }
        return new Draw(last, probabilities[last] / mass);
    }

    private boolean isKept(int token) {
        float probability = probabilities[token];
        return probability > leastProbability || probability == leastProbability && token <= lastTied;
    }

    private double mass() {
        double mass = 0;
        for (int token = 0; token < probabilities.length; token++) {
            mass += isKept(token) ? probabilities[token] : 0;
        }
        return mass;
    }

    /** Keeps the fewest of the kept tokens, likeliest first, whose mass or number reaches {@code target}. */
    private void keepLikeliest(boolean byMass, double target) {
        Arrays.fill(groupWeights, 0);
        for (int token = 0; token < probabilities.length; token++) {
            if (isKept(token)) {
                groupWeights[groupOf(token)] += byMass ? probabilities[token] : 1;
            }
        }
        double above = 0;
        int crossed = GROUPS - 1;
        while (crossed > 0 && above + groupWeights[crossed] < target) {
            above += groupWeights[crossed--];
        }
        int size = sortGroup(crossed);
        for (int i = 0; i < size && above < target; i++) {
            int token = (int) group[i];
            leastProbability = probabilities[token];
            lastTied = token;
            above += byMass ? leastProbability : 1;
        }
    }

    /** The kept tokens of a group into {@link #group}, likeliest first and then by id; gives their number. */
    private int sortGroup(int wanted) {
        int size = 0;
        for (int token = 0; token < probabilities.length; token++) {
            if (isKept(token) && groupOf(token) == wanted) {
                group[size++] = (long) ~Float.floatToRawIntBits(probabilities[token]) << Integer.SIZE | token;
            }
        }
        Arrays.sort(group, 0, size);
        return size;
    }

    private int groupOf(int token) {
        return Float.floatToRawIntBits(probabilities[token]) >>> GROUP_SHIFT;
    }
}
