package dev.smoltulu.sweep.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;

final class SpearmanTest {

    /** Ten people's IQ and hours of television, the worked example of many textbooks: -29/165. */
    @Test
    void agreesWithAnExampleWorkedByHand() {
        double[] iq = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
        double[] hours = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};

        assertEquals(-29.0 / 165, Spearman.of(iq, hours), 1e-15);
    }

    /** Squared rank differences 0, 1/4, 1/4, 0 over ranks with one tie: 3/sqrt(10), not the 0.95 of the short formula. */
    @Test
    void tiesShareTheirMeanRank() {
        assertArrayEquals(new double[] {1, 2.5, 2.5, 4}, Spearman.ranks(new double[] {3, 7, 7, 9}));
        assertEquals(3 / Math.sqrt(10), Spearman.of(new double[] {3, 7, 7, 9}, new double[] {1, 2, 3, 4}), 1e-15);
    }

    @Test
    void agreesWithCommonsMathWithManyTies() {
        Random random = new Random(11);
        for (int n = 3; n < 60; n++) {
            double[] x = random.doubles(n).map(value -> Math.floor(value * 8)).toArray();
            double[] y =
                    random.doubles(n).map(value -> Math.floor(value * 5) / 4).toArray();
            double expected = new SpearmansCorrelation().correlation(x, y);

            assertEquals(expected, Spearman.of(x, y), 1e-12, "n = " + n);
        }
    }

    @Test
    void anyRisingCurveIsOne() {
        assertEquals(1, Spearman.of(new double[] {1e-5, 1e-4, 1e-3}, new double[] {0.1, 0.11, 0.9}));
        assertEquals(-1, Spearman.of(new double[] {1e-5, 1e-4, 1e-3}, new double[] {3, 2, -8}));
    }

    @Test
    void isUndefinedWhereNothingVaries() {
        assertTrue(Double.isNaN(Spearman.of(new double[] {1, 2, 3}, new double[] {5, 5, 5})));
        assertTrue(Double.isNaN(Spearman.of(new double[] {}, new double[] {})));
        assertThrows(IllegalArgumentException.class, () -> Spearman.of(new double[1], new double[2]));
    }
}
