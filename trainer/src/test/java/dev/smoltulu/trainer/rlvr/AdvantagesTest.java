package dev.smoltulu.trainer.rlvr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class AdvantagesTest {

    /** The rewards and advantages of PyTorch's golden numbers: mean 5, unbiased standard deviation sqrt(100 / 3). */
    @Test
    void aGroupsRewardsAreStandardised() {
        double[] advantages = Advantages.ofGroup(new double[] {10, 0, 0, 10}, true);
        assertArrayEquals(new double[] {0.8660254025, -0.8660254025, -0.8660254025, 0.8660254025}, advantages, 1e-9);
    }

    @Test
    void orOnlyCentred() {
        assertArrayEquals(
                new double[] {7.5, -2.5, -2.5, -2.5}, Advantages.ofGroup(new double[] {10, 0, 0, 0}, false), 1e-12);
    }

    @Test
    void equalRewardsAndGroupsOfOneTeachNothing() {
        assertArrayEquals(new double[] {0, 0, 0}, Advantages.ofGroup(new double[] {10, 10, 10}, true));
        assertArrayEquals(new double[] {0}, Advantages.ofGroup(new double[] {10}, true));
    }

    /**
     * By hand, gamma 0.9 and lambda 0.5, rewards (0, -1, 10), values (1, 2, 4): deltas are 0 + 0.9 * 2 - 1 = 0.8,
     * -1 + 0.9 * 4 - 2 = 0.6 and 10 - 4 = 6; advantages, from the last: 6, 0.6 + 0.45 * 6 = 3.3 and 0.8 + 0.45 * 3.3.
     */
    @Test
    void advantagesAreEstimatedFromTheEnd() {
        assertArrayEquals(
                new double[] {2.285, 3.3, 6},
                Advantages.generalised(new double[] {0, -1, 10}, new double[] {1, 2, 4}, 0.9, 0.5),
                1e-12);
    }

    /** With lambda and gamma 1 they are what is still to come, less the value. */
    @Test
    void lambdaOneIsTheWholeReturn() {
        assertArrayEquals(
                new double[] {8, 7, 6},
                Advantages.generalised(new double[] {0, -1, 10}, new double[] {1, 2, 4}, 1, 1),
                1e-12);
    }

    /** 1, 2, 3 and 6: mean 3, unbiased variance 14 / 3. */
    @Test
    void whiteningCountsAllRowsTogether() {
        double[][] numbers = {{1, 2, 3}, {6}};
        Advantages.whiten(numbers, false);
        double deviation = Math.sqrt(14.0 / 3);
        assertArrayEquals(new double[] {-2 / deviation, -1 / deviation, 0}, numbers[0], 1e-8);
        assertArrayEquals(new double[] {3 / deviation}, numbers[1], 1e-8);
        assertEquals(
                3,
                DoubleStream.concat(DoubleStream.of(numbers[0]), DoubleStream.of(numbers[1]))
                        .map(x -> x * x)
                        .sum(),
                1e-7,
                "variance 1");
    }

    @Test
    void whiteningMayKeepTheMean() {
        double[][] numbers = {{1, 2, 3}, {6}};
        Advantages.whiten(numbers, true);
        assertEquals(3, numbers[0][2], 1e-8);
        assertEquals(3 + 3 / Math.sqrt(14.0 / 3), numbers[1][0], 1e-8);
    }

    @Test
    void oneNumberIsLeftAlone() {
        double[][] numbers = {{4}};
        Advantages.whiten(numbers, false);
        assertEquals(4, numbers[0][0]);
    }
}
