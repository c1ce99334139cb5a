package dev.smoltulu.sweep.report.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ColourScaleTest {

    /** Protanopia, deuteranopia and tritanopia on linear RGB (Machado, Oliveira and Fernandes, 2009, severity 1). */
    private static final double[][][] DEFICIENCIES = {
        {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
        {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
        {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}
    };

    private static final int STEPS = 9;

    /** CIE lightness L*, computed from the hex text. */
    @Test
    void lightnessRisesEvenly() {
        double[] lightness = IntStream.range(0, STEPS)
                .mapToDouble(i -> lightness(luminance(linear(i))))
                .toArray();

        double step = (lightness[STEPS - 1] - lightness[0]) / (STEPS - 1);
        assertTrue(step > 8, "steps of " + step);
        for (int i = 1; i < STEPS; i++) {
            assertEquals(step, lightness[i] - lightness[i - 1], step * 0.3, "step " + i);
        }
    }

    @Test
    void colourBlindReadersSeeTheSameOrder() {
        for (double[][] deficiency : DEFICIENCIES) {
            for (int i = 1; i < STEPS; i++) {
                double before = lightness(luminance(seen(deficiency, linear(i - 1))));
                double after = lightness(luminance(seen(deficiency, linear(i))));
                assertTrue(after - before > 4, "step " + i + " from " + before + " to " + after);
            }
        }
    }

    @Test
    void sharesBeyondTheEndsTakeTheEnds() {
        assertEquals(ColourScale.at(0), ColourScale.at(-3));
        assertEquals(ColourScale.at(1), ColourScale.at(1.5));
    }

    private static double[] linear(int step) {
        String hex = ColourScale.at(step / (STEPS - 1.0));
        return IntStream.of(1, 3, 5)
                .mapToDouble(at -> Integer.parseInt(hex.substring(at, at + 2), 16) / 255.0)
                .map(value -> value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4))
                .toArray();
    }

    private static double[] seen(double[][] matrix, double[] colour) {
        return IntStream.range(0, 3)
                .mapToDouble(row -> Math.max(
                        0,
                        Math.min(
                                1,
                                matrix[row][0] * colour[0] + matrix[row][1] * colour[1] + matrix[row][2] * colour[2])))
                .toArray();
    }

    private static double luminance(double[] colour) {
        return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
    }

    private static double lightness(double luminance) {
        return luminance > 216.0 / 24389 ? 116 * Math.cbrt(luminance) - 16 : luminance * 24389 / 27;
    }
}
