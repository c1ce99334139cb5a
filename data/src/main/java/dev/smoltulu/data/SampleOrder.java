package dev.smoltulu.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which example comes when: one permutation an epoch, drawn from the seed and the epoch's number alone, so any epoch's
 * order can be made without the ones before it. The last batch of an epoch holds what is left.
 */
public final class SampleOrder {

    private final int examples;
    private final int batchSize;
    private final boolean shuffle;
    private final long seed;
    private long drawnEpoch = -1;
    private int[] permutation;

    public SampleOrder(int examples, int batchSize, boolean shuffle, long seed) {
        if (examples < 1 || batchSize < 1) {
            throw new IllegalArgumentException(examples + " examples in batches of " + batchSize);
        }
        this.examples = examples;
        this.batchSize = batchSize;
        this.shuffle = shuffle;
        this.seed = seed;
    }

    public long stepsPerEpoch() {
        return (examples - 1L) / batchSize + 1;
    }

    /** The examples of optimizer step {@code step}, counted from 0. */
    public int[] batch(long step) {
        int[] order = permutation(step / stepsPerEpoch());
        int first = Math.toIntExact(step % stepsPerEpoch() * batchSize);
        return Arrays.copyOfRange(order, first, first + Math.min(batchSize, examples - first));
    }

    /** Passes over the examples after {@code steps} optimizer steps. */
    public double epochsAfter(long steps) {
        long whole = steps / stepsPerEpoch();
        long rest = Math.min(steps % stepsPerEpoch() * batchSize, examples);
        return whole + (double) rest / examples;
    }

    /** The order of all examples in {@code epoch}, counted from 0; the array is not to be changed. */
    public int[] permutation(long epoch) {
        if (epoch != drawnEpoch) {
            permutation = draw(epoch);
            drawnEpoch = epoch;
        }
        return permutation;
    }

    /** Takes a stored permutation for {@code epoch} in place of a drawn one. */
    public void restore(long epoch, int[] stored) {
        if (!Arrays.equals(
                Arrays.stream(stored).sorted().toArray(),
                IntStream.range(0, examples).toArray())) {
            throw new IllegalArgumentException("the stored order is not a permutation of " + examples + " examples");
        }
        permutation = stored.clone();
        drawnEpoch = epoch;
    }

    /** Fisher and Yates' shuffle. */
    private int[] draw(long epoch) {
        int[] order = IntStream.range(0, examples).toArray();
        if (!shuffle) {
            return order;
        }
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
        for (int i = examples - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
