package dev.smoltulu.runtime.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.smoltulu.runtime.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Inputs for tests of packing, and what came out. */
final class Feeds {

    private Feeds() {}

    static LabelledTokens labelled(int[] ids, int... labels) {
        return new LabelledTokens(ids, labels);
    }

    static int[] ids(int... ids) {
        return ids;
    }

    /** Sequences of the given lengths with random tokens, about a third of which are not trained. */
    static List<LabelledTokens> random(long seed, int vocabulary, int... lengths) {
        SplittableRandom random = new SplittableRandom(seed);
        List<LabelledTokens> sequences = new ArrayList<>();
        for (int length : lengths) {
            int[] ids = random.ints(length, 1, vocabulary).toArray();
            int[] labels = ids.clone();
            for (int i = 0; i < length; i++) {
                labels[i] = random.nextInt(3) == 0 ? LabelledTokens.IGNORED : labels[i];
            }
            sequences.add(new LabelledTokens(ids, labels));
        }
        return sequences;
    }

    static long[] longs(Map<String, HostTensor> feeds, String name) {
        return ((HostTensor.Longs) feeds.get(name)).elements();
    }

    static float[] floats(HostTensor tensor) {
        return ((HostTensor.Floats) tensor).elements();
    }

    /** Expects an int64 tensor of one axis. */
    static void assertLongs(Map<String, HostTensor> feeds, String name, long... expected) {
        assertArrayEquals(expected, longs(feeds, name), name);
        assertArrayEquals(new long[] {expected.length}, feeds.get(name).shape(), name);
    }

    /** Expects an int64 tensor of these rows. */
    static void assertRows(Map<String, HostTensor> feeds, String name, long[]... rows) {
        long[] all = new long[rows.length * rows[0].length];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, all, row * rows[0].length, rows[0].length);
        }
        assertArrayEquals(all, longs(feeds, name), name);
        assertArrayEquals(
                new long[] {rows.length, rows[0].length}, feeds.get(name).shape(), name);
    }

    /** Expects a float tensor of one axis. */
    static void assertFloats(HostTensor tensor, float... expected) {
        assertArrayEquals(expected, floats(tensor));
        assertArrayEquals(new long[] {expected.length}, tensor.shape());
    }

    static long[] row(long... slots) {
        return slots;
    }
}
