package dev.smoltulu.graphs.weights;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A model's weights before any training, as transformers initialises Llama: matrices, embedding and head from
 * N(0, std^2) with std = {@code initializer_range}, norms 1, biases 0. The values of a parameter depend on the
 * seed and its name alone, not on the order of the calls, the platform or the Java version.
 *
 * <p>Bits: SplitMix64 (Steele, Lea, Flood 2014). Normal values: the ziggurat of Marsaglia and Tsang (2000) with
 * 128 layers and the exact comparisons of Doornik (2005).
 */
public final class RandomInit {

    private static final int LAYERS = 128;
    private static final double TAIL = 3.442619855899;
    private static final double AREA = 9.91256303526217e-3;
    /** Right edges of the layers; [0] is the base layer's virtual width, [128] the peak at 0. */
    private static final double[] EDGE = new double[LAYERS + 1];

    private static final double[] INNER = new double[LAYERS];

    static {
        double density = StrictMath.exp(-0.5 * TAIL * TAIL);
        EDGE[0] = AREA / density;
        EDGE[1] = TAIL;
        for (int i = 2; i < LAYERS; i++) {
            EDGE[i] = StrictMath.sqrt(-2 * StrictMath.log(AREA / EDGE[i - 1] + density));
            density = StrictMath.exp(-0.5 * EDGE[i] * EDGE[i]);
        }
        for (int i = 0; i < LAYERS; i++) {
            INNER[i] = EDGE[i + 1] / EDGE[i];
        }
    }

    private static final int CHUNK = 8192;

    private long state;

    private RandomInit(long state) {
        this.state = state;
    }

    /**
     * Fills {@code target} to its limit with a parameter's initial values.
     *
     * @param std standard deviation of the random kinds, {@code initializer_range} of config.json
     * @param target exactly the parameter's elements remaining
     */
    public static void fill(ParameterSpec parameter, long seed, double std, FloatBuffer target) {
        if (target.remaining() != parameter.elements()) {
            throw new IllegalArgumentException("parameter " + parameter.name() + " has " + parameter.elements()
                    + " values, the target " + target.remaining());
        }
        switch (parameter.kind()) {
            case EMBEDDING, MATRIX, HEAD, SCORE ->
                new RandomInit(seedOf(parameter.name(), seed)).fillNormal(std, target);
            case NORM -> fillConstant(1, target);
            case BIAS -> fillConstant(0, target);
        }
    }

    private static void fillConstant(float value, FloatBuffer target) {
        while (target.hasRemaining()) {
            target.put(value);
        }
    }

    private void fillNormal(double std, FloatBuffer target) {
        float[] chunk = new float[CHUNK];
        while (target.hasRemaining()) {
            int count = Math.min(CHUNK, target.remaining());
            for (int i = 0; i < count; i++) {
                chunk[i] = (float) (std * nextNormal());
            }
            target.put(chunk, 0, count);
        }
    }

    private double nextNormal() {
        while (true) {
            long bits = nextBits();
            double signed = (bits >> 11) * 0x1p-52;
            int layer = (int) bits & LAYERS - 1;
            if (Math.abs(signed) < INNER[layer]) {
                return signed * EDGE[layer];
            }
            if (layer == 0) {
                return signed < 0 ? -nextTail() : nextTail();
            }
            double value = signed * EDGE[layer];
            double low = StrictMath.exp(-0.5 * (EDGE[layer] * EDGE[layer] - value * value));
            double high = StrictMath.exp(-0.5 * (EDGE[layer + 1] * EDGE[layer + 1] - value * value));
            if (low + nextUniform() * (high - low) < 1) {
                return value;
            }
        }
    }

    /** A value beyond the last layer's edge (Marsaglia 1964). */
    private double nextTail() {
        while (true) {
            double beyond = -StrictMath.log(nextUniform()) / TAIL;
            double height = -StrictMath.log(nextUniform());
            if (height + height >= beyond * beyond) {
                return TAIL + beyond;
            }
        }
    }

    /** Uniform in (0, 1): the half step keeps it off zero. */
    private double nextUniform() {
        return ((nextBits() >>> 12) + 0.5) * 0x1p-52;
    }

    private long nextBits() {
        state += 0x9e3779b97f4a7c15L;
        return mix(state);
    }

    private static long seedOf(String name, long seed) {
        long hash = mix(seed + 0x9e3779b97f4a7c15L);
        for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
            hash = mix(hash ^ unit & 0xff);
        }
        return hash;
    }

    private static long mix(long bits) {
        long z = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
