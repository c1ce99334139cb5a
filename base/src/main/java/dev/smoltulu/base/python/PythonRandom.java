package dev.smoltulu.base.python;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Python's {@code random.Random}: the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), seeded with an
 * integer as Python seeds it, and Python's ways to shuffle and sample. The same seed gives the same numbers, so the
 * same few-shot examples. Not safe for use by several threads.
 */
public final class PythonRandom {

    private static final int WORDS = 624;
    private static final int MIDDLE = 397;
    private static final int TWIST = 0x9908b0df;
    private static final int UPPER_BIT = 0x80000000;
    private static final int LOWER_BITS = 0x7fffffff;
    private static final int FIRST_SEED = 19650218;

    private final int[] state = new int[WORDS];
    private int next = WORDS;

    /** @param seed not negative; Python takes the absolute value of an integer seed */
    public PythonRandom(long seed) {
        if (seed < 0) {
            throw new IllegalArgumentException("seed " + seed + " is negative");
        }
        int high = (int) (seed >>> 32);
        seed(high == 0 ? new int[] {(int) seed} : new int[] {(int) seed, high});
    }

    private void seed(int[] key) {
        state[0] = FIRST_SEED;
        for (int i = 1; i < WORDS; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
        }
        int at = 1;
        int k = 0;
        for (int i = Math.max(WORDS, key.length); i > 0; i--) {
            state[at] = (state[at] ^ (state[at - 1] ^ state[at - 1] >>> 30) * 1664525) + key[k] + k;
            at = following(at);
            k = (k + 1) % key.length;
        }
        for (int i = WORDS - 1; i > 0; i--) {
            state[at] = (state[at] ^ (state[at - 1] ^ state[at - 1] >>> 30) * 1566083941) - at;
            at = following(at);
        }
        state[0] = UPPER_BIT;
    }

    /** The word after {@code at} in the seeding's round, which leaves out the first and copies the last to it. */
    private int following(int at) {
        if (at + 1 < WORDS) {
            return at + 1;
        }
        state[0] = state[WORDS - 1];
        return 1;
    }

    /** The next 32 random bits. */
    private int word() {
        if (next == WORDS) {
            for (int i = 0; i < WORDS; i++) {
                int y = state[i] & UPPER_BIT | state[(i + 1) % WORDS] & LOWER_BITS;
                state[i] = state[(i + MIDDLE) % WORDS] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : TWIST);
            }
            next = 0;
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9d2c5680;
        y ^= y << 15 & 0xefc60000;
        return y ^ y >>> 18;
    }

    /** Uniform in [0, 1), of 53 random bits: Python's {@code random()}. */
    public double random() {
        long high = word() >>> 5;
        long low = word() >>> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /** {@code bits} random bits, at most 32: Python's {@code getrandbits}. */
    public long bits(int bits) {
        if (bits < 1 || bits > 32) {
            throw new IllegalArgumentException(bits + " bits");
        }
        return (word() & 0xffffffffL) >>> 32 - bits;
    }

    /** Uniform in [0, bound): Python's {@code randrange(bound)}. */
    public int below(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("nothing is below " + bound);
        }
        int bits = 32 - Integer.numberOfLeadingZeros(bound);
        long value = bits(bits);
        while (value >= bound) {
            value = bits(bits);
        }
        return (int) value;
    }

    /** Reorders {@code values} in place: Python's {@code shuffle}. */
    public void shuffle(List<?> values) {
        for (int i = values.size() - 1; i > 0; i--) {
            Collections.swap(values, i, below(i + 1));
        }
    }

    /**
     * {@code count} different places of {@code values} in random order: Python's {@code sample}.
     *
     * @throws IllegalArgumentException when there are fewer values
     */
    public <T> List<T> sample(List<T> values, int count) {
        int size = values.size();
        if (count < 0 || count > size) {
            throw new IllegalArgumentException(count + " of " + size + " values");
        }
        List<T> drawn = new ArrayList<>(count);
        if (size <= largestCopied(count)) {
            List<T> rest = new ArrayList<>(values);
            for (int i = 0; i < count; i++) {
                int at = below(size - i);
                drawn.add(rest.get(at));
                rest.set(at, rest.get(size - i - 1));
            }
            return drawn;
        }
        Set<Integer> taken = new HashSet<>();
        while (drawn.size() < count) {
            int at = below(size);
            if (taken.add(at)) {
                drawn.add(values.get(at));
            }
        }
        return drawn;
    }

    /** The size up to which Python draws from a copy of the values; it draws places until they differ above that. */
    private static long largestCopied(int count) {
        long size = 21;
        if (count > 5) {
            long power = 1;
            while (power < 3L * count) {
                power *= 4;
            }
            size += power;
        }
        return size;
    }
}
