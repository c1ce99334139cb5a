package dev.smoltulu.graphs.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.weights.ParameterSpec.Kind;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomInitTest {

    private static final int COUNT = 2_000_000;

    @Test
    void matricesAreNormal() {
        float[] values = fill("m", Kind.MATRIX, 42, 1, COUNT);
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
            fourth += Math.pow(value, 4);
        }
        double noise = 1 / Math.sqrt(COUNT);
        assertEquals(0, sum / COUNT, 5 * noise);
        assertEquals(1, squares / COUNT, 5 * Math.sqrt(2) * noise);
        assertEquals(3, fourth / COUNT, 5 * Math.sqrt(96) * noise);
        // Normal distribution function at these points, from tables; 3.5 lies in the ziggurat's tail.
        assertShareBelow(values, -3.5, 0.000232629);
        assertShareBelow(values, -2, 0.022750132);
        assertShareBelow(values, -1, 0.158655254);
        assertShareBelow(values, 0, 0.5);
        assertShareBelow(values, 0.3, 0.617911422);
        assertShareBelow(values, 1.96, 0.975002105);
        assertShareBelow(values, 3.5, 0.999767371);
    }

    @Test
    void standardDeviationScales() {
        float[] unit = fill("m", Kind.HEAD, 42, 1, 100);
        float[] scaled = fill("m", Kind.HEAD, 42, 0.25, 100);
        for (int i = 0; i < unit.length; i++) {
            assertEquals(unit[i] * 0.25f, scaled[i]);
        }
    }

    @Test
    void normsAreOneAndBiasesZero() {
        float[] ones = new float[10];
        Arrays.fill(ones, 1);
        assertArrayEquals(ones, fill("n", Kind.NORM, 1, 0.02, 10));
        assertArrayEquals(new float[10], fill("b", Kind.BIAS, 1, 0.02, 10));
    }

    @Test
    void valuesDependOnSeedAndNameAlone() {
        float[] first = fill("a", Kind.MATRIX, 1, 1, 20_000);
        assertArrayEquals(first, fill("a", Kind.MATRIX, 1, 1, 20_000));
        assertArrayEquals(Arrays.copyOf(first, 100), fill("a", Kind.MATRIX, 1, 1, 100));
        assertTrue(Math.abs(correlation(first, fill("b", Kind.MATRIX, 1, 1, 20_000))) < 0.04);
        assertTrue(Math.abs(correlation(first, fill("a", Kind.MATRIX, 2, 1, 20_000))) < 0.04);
        assertTrue(Math.abs(correlation(first, fill("aa", Kind.MATRIX, 1, 1, 20_000))) < 0.04);
    }

    /** A change here changes every run that starts from random weights. */
    @Test
    void firstValuesStay() {
        assertArrayEquals(
                new float[] {-0.020235697f, 0.026176065f, 0.00567565f, 0.04056065f},
                fill("model.embed_tokens.weight", Kind.EMBEDDING, 42, 0.02, 4));
    }

    @Test
    void refusesATargetOfAnotherSize() {
        ParameterSpec parameter = new ParameterSpec("a", List.of(3L), Kind.MATRIX);
        assertThrows(IllegalArgumentException.class, () -> RandomInit.fill(parameter, 1, 1, FloatBuffer.allocate(2)));
    }

    private static void assertShareBelow(float[] values, double bound, double expected) {
        long below = 0;
        for (float value : values) {
            below += value < bound ? 1 : 0;
        }
        double noise = Math.sqrt(expected * (1 - expected) / values.length);
        assertEquals(expected, (double) below / values.length, 5 * noise, "share below " + bound);
    }

    private static double correlation(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum / left.length;
    }

    private static float[] fill(String name, Kind kind, long seed, double std, int count) {
        FloatBuffer values = FloatBuffer.allocate(count);
        RandomInit.fill(new ParameterSpec(name, List.of((long) count), kind), seed, std, values);
        return values.array();
    }
}
