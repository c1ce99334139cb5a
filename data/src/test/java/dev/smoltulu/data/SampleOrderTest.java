package dev.smoltulu.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SampleOrderTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 100})
    void everyEpochShowsEveryExampleOnce(int examples) {
        SampleOrder order = new SampleOrder(examples, 8, true, 42);
        for (long epoch = 0; epoch < 3; epoch++) {
            long first = epoch * order.stepsPerEpoch();
            int[] shown = IntStream.range(0, (int) order.stepsPerEpoch())
                    .flatMap(step -> Arrays.stream(order.batch(first + step)))
                    .toArray();
            assertArrayEquals(order.permutation(epoch), shown);
            assertArrayEquals(range(examples), Arrays.stream(shown).sorted().toArray());
        }
    }

    @Test
    void theLastBatchOfAnEpochHoldsWhatIsLeft() {
        SampleOrder order = new SampleOrder(10, 4, false, 0);
        assertEquals(3, order.stepsPerEpoch());
        assertArrayEquals(new int[] {0, 1, 2, 3}, order.batch(0));
        assertArrayEquals(new int[] {8, 9}, order.batch(2));
        assertArrayEquals(new int[] {0, 1, 2, 3}, order.batch(3));
    }

    @Test
    void aBatchMayBeLargerThanTheData() {
        SampleOrder order = new SampleOrder(3, Integer.MAX_VALUE, false, 0);
        assertEquals(1, order.stepsPerEpoch());
        assertArrayEquals(range(3), order.batch(5));
    }

    @Test
    void epochsCountExamplesNotSteps() {
        SampleOrder order = new SampleOrder(10, 4, true, 0);
        assertEquals(0, order.epochsAfter(0));
        assertEquals(0.4, order.epochsAfter(1));
        assertEquals(0.8, order.epochsAfter(2));
        assertEquals(1, order.epochsAfter(3));
        assertEquals(2.4, order.epochsAfter(7));
    }

    @Test
    void theSeedAndTheEpochAloneDecideTheOrder() {
        SampleOrder straight = new SampleOrder(50, 8, true, 7);
        SampleOrder jumping = new SampleOrder(50, 3, true, 7);
        int[] fifth = jumping.permutation(5).clone();
        for (long epoch = 0; epoch < 5; epoch++) {
            straight.permutation(epoch);
        }
        assertArrayEquals(straight.permutation(5), fifth);
        assertArrayEquals(straight.permutation(0), jumping.permutation(0));
        assertFalse(Arrays.equals(fifth, straight.permutation(6).clone()), "epochs differ");
        assertFalse(Arrays.equals(fifth, new SampleOrder(50, 8, true, 8).permutation(5)), "seeds differ");
    }

    @Test
    void neighbouringSeedsAndEpochsShareNoOrder() {
        // Seed s at epoch e + 1 must not be seed s + 1 at epoch e.
        for (long seed = 0; seed < 5; seed++) {
            int[] later = new SampleOrder(20, 4, true, seed).permutation(1);
            assertFalse(Arrays.equals(later, new SampleOrder(20, 4, true, seed + 1).permutation(0)));
        }
    }

    @Test
    void everyExampleComesFirstAboutEquallyOften() {
        int[] first = new int[6];
        SampleOrder order = new SampleOrder(first.length, 1, true, 3);
        for (long epoch = 0; epoch < 6000; epoch++) {
            first[order.permutation(epoch)[0]]++;
        }
        for (int count : first) {
            assertEquals(1000, count, 150, Arrays.toString(first)); // five standard deviations
        }
    }

    @Test
    void aStoredOrderReplacesThatEpochOnly() {
        SampleOrder order = new SampleOrder(4, 2, true, 42);
        int[] next = order.permutation(2).clone();
        int[] stored = {3, 1, 0, 2};
        order.restore(1, stored);
        stored[0] = 0;
        assertArrayEquals(new int[] {3, 1}, order.batch(2));
        assertArrayEquals(new int[] {0, 2}, order.batch(3));
        assertArrayEquals(next, order.permutation(2));
    }

    @Test
    void whatIsNoPermutationIsRefused() {
        SampleOrder order = new SampleOrder(3, 2, true, 42);
        assertThrows(IllegalArgumentException.class, () -> order.restore(0, new int[] {0, 1}));
        assertThrows(IllegalArgumentException.class, () -> order.restore(0, new int[] {0, 1, 1}));
        assertThrows(IllegalArgumentException.class, () -> order.restore(0, new int[] {1, 2, 3}));
        assertThrows(IllegalArgumentException.class, () -> new SampleOrder(0, 1, true, 1));
        assertThrows(IllegalArgumentException.class, () -> new SampleOrder(1, 0, true, 1));
    }

    private static int[] range(int end) {
        return IntStream.range(0, end).toArray();
    }
}
