package dev.smoltulu.trainer.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MicroBatchesTest {

    private static final int[] LENGTHS = {5, 40, 3, 17, 17, 1, 29};

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20, 39, 40, 64, 112, Integer.MAX_VALUE - 100})
    void everySequenceIsInOneGroupWithinTheBudget(int budget) {
        List<WeightedSequence> batch = Sequences.random(1, 512, LENGTHS);
        List<List<WeightedSequence>> groups = MicroBatches.of(batch, budget);

        List<WeightedSequence> left = new ArrayList<>(batch);
        groups.forEach(group -> group.forEach(sequence -> assertTrue(left.remove(sequence))));
        assertEquals(List.of(), left);
        for (List<WeightedSequence> group : groups) {
            int tokens = group.stream().mapToInt(WeightedSequence::length).sum();
            assertTrue(tokens <= budget || group.size() == 1, group.size() + " sequences of " + tokens + " tokens");
        }
    }

    @Test
    void likeLengthsGoTogetherLongestFirst() {
        assertEquals(List.of(List.of(40), List.of(29, 17), List.of(17, 5, 3, 1)), lengths(46));
    }

    @Test
    void aLargeBudgetMakesOneGroupAndATinyOneSingles() {
        assertEquals(1, lengths(112).size());
        assertEquals(LENGTHS.length, lengths(1).size());
    }

    @Test
    void equalLengthsKeepTheirOrder() {
        List<WeightedSequence> batch = Sequences.random(2, 512, 8, 8, 8);
        assertEquals(List.of(batch), MicroBatches.of(batch, 100));
    }

    private static List<List<Integer>> lengths(int budget) {
        return MicroBatches.of(Sequences.random(1, 512, LENGTHS), budget).stream()
                .map(group -> group.stream().map(WeightedSequence::length).toList())
                .toList();
    }
}
