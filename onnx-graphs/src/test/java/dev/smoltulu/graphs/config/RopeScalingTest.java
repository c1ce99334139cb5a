package dev.smoltulu.graphs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Expected values were computed outside this program from the published formulas. */
class RopeScalingTest {

    @Test
    void plain() {
        assertFrequencies(new RopeScaling.None().inverseFrequencies(8, 10000), 1, 0.1, 0.01, 0.001);
    }

    @Test
    void linear() {
        assertFrequencies(new RopeScaling.Linear(4).inverseFrequencies(8, 10000), 0.25, 0.025, 0.0025, 0.00025);
    }

    @Test
    void llama3KeepsFastBlendsMiddleAndDividesSlowFrequencies() {
        assertFrequencies(
                new RopeScaling.Llama3(8, 1, 4, 8192).inverseFrequencies(16, 500000),
                1.0,
                0.19392274474868576,
                0.03760603093086393,
                0.007292664737217109,
                0.0005248461609929547,
                3.428102195952591e-05,
                6.647869871181235e-06,
                1.2891731721515574e-06);
    }

    @Test
    void refusesAnOddHead() {
        assertThrows(IllegalArgumentException.class, () -> new RopeScaling.None().inverseFrequencies(7, 10000));
    }

    private static void assertFrequencies(double[] actual, double... expected) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-13 * expected[i], "frequency " + i);
        }
    }
}
