package dev.smoltulu.trainer.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.training.HostTensor;
import dev.smoltulu.tokenizer.TokenSequence;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PackedBatchTest {

    @Test
    void sequencesOfOneLengthFillTheRectangle() {
        Map<String, HostTensor> feeds = PackedBatch.of(Sequences.random(1, 512, 4, 4), 1);
        assertArrayEquals(new long[] {0, 1, 2, 3, 0, 1, 2, 3}, longs(feeds, TokenInputs.POSITIONS));
        assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5, 6, 7}, longs(feeds, TokenInputs.SLOT_TOKENS));
        assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5, 6, 7}, longs(feeds, TokenInputs.TOKEN_SLOTS));
        assertArrayEquals(new long[] {2, 4}, feeds.get(TokenInputs.SLOT_TOKENS).shape());
        assertArrayEquals(new long[] {8}, feeds.get(TokenInputs.IDS).shape());
    }

    @Test
    void oneMoreTokenFillsTheFreeSlotsOfRaggedSequences() {
        List<WeightedSequence> group = Sequences.random(1, 512, 1, 4, 2);
        Map<String, HostTensor> feeds = PackedBatch.of(group, 1);
        assertArrayEquals(new long[] {0, 0, 1, 2, 3, 0, 1, 0}, longs(feeds, TokenInputs.POSITIONS));
        assertArrayEquals(new long[] {0, 7, 7, 7, 1, 2, 3, 4, 5, 6, 7, 7}, longs(feeds, TokenInputs.SLOT_TOKENS));
        long[] ids = longs(feeds, TokenInputs.IDS);
        assertEquals(group.get(1).sequence().inputIds()[2], ids[3]);
        assertEquals(8, ids.length);
    }

    @Test
    void aRowHasSlotsForEveryBlockOfAttention() {
        Map<String, HostTensor> feeds = PackedBatch.of(Sequences.random(1, 512, 2), 1);
        assertArrayEquals(new long[] {0, 1, 2, 2}, longs(feeds, TokenInputs.SLOT_TOKENS));
        assertArrayEquals(new long[] {0, 1, 3}, longs(feeds, TokenInputs.TOKEN_SLOTS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "1", "3 3 3", "1 2", "2 1", "9 40 23 2 31 40 17 5", "1 1 1 64"})
    void eachMapInvertsTheOther(String lengths) {
        int[] sizes =
                Arrays.stream(lengths.split(" ")).mapToInt(Integer::parseInt).toArray();
        List<WeightedSequence> group = Sequences.random(3, 512, sizes);
        Map<String, HostTensor> feeds = PackedBatch.of(group, 1);
        long[] ids = longs(feeds, TokenInputs.IDS);
        long[] slotTokens = longs(feeds, TokenInputs.SLOT_TOKENS);
        long[] tokenSlots = longs(feeds, TokenInputs.TOKEN_SLOTS);
        long[] positions = longs(feeds, TokenInputs.POSITIONS);
        int width = (int) feeds.get(TokenInputs.SLOT_TOKENS).shape()[1];
        assertEquals(ids.length, tokenSlots.length);
        assertEquals(ids.length, positions.length);
        assertEquals(ids.length, Arrays.stream(tokenSlots).distinct().count(), "no slot is taken twice");
        for (int token = 0; token < ids.length; token++) {
            assertEquals(token, slotTokens[(int) tokenSlots[token]], "the slot of token " + token + " names it");
        }
        for (int row = 0; row < sizes.length; row++) {
            int[] sequence = group.get(row).sequence().inputIds();
            for (int column = 0; column < width; column++) {
                int token = (int) slotTokens[row * width + column];
                if (column < sequence.length) {
                    assertEquals(sequence[column], ids[token]);
                    assertEquals(column, positions[token]);
                } else {
                    assertEquals(ids.length - 1, token, "free slots take the extra token");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 9 4 7", "2, 9 4 7", "3, 9 4 7", "4, 5", "7, 2 2", "64, 9 4 7"})
    void targetsAreFilledUpWithWeightlessOnes(int headChunks, String lengths) {
        int[] sizes =
                Arrays.stream(lengths.split(" ")).mapToInt(Integer::parseInt).toArray();
        List<WeightedSequence> group = Sequences.random(5, 512, sizes);
        Map<String, HostTensor> feeds = PackedBatch.of(group, headChunks);
        long[] after = longs(feeds, TargetInputs.POSITIONS);
        long[] targets = longs(feeds, TargetInputs.IDS);
        float[] weights = ((HostTensor.Floats) feeds.get(TargetInputs.WEIGHTS)).elements();
        assertEquals(0, targets.length % headChunks);
        assertEquals(targets.length, after.length);
        assertEquals(targets.length, weights.length);

        int target = 0;
        int start = 0;
        for (WeightedSequence weighted : group) {
            int[] labels = weighted.sequence().labels();
            for (int i = 1; i < labels.length; i++) {
                if (labels[i] != TokenSequence.IGNORED) {
                    assertEquals(start + i - 1, after[target], "predicted after the token before it");
                    assertEquals(labels[i], targets[target]);
                    assertEquals((float) weighted.weight(), weights[target++]);
                }
            }
            start += labels.length;
        }
        assertTrue(targets.length - target < headChunks || target == 0, "no more filling than needed");
        for (; target < targets.length; target++) {
            assertEquals(0, weights[target]);
        }
    }

    @Test
    void aGroupThatTrainsNothingStillHasAWeightlessTarget() {
        TokenSequence untrained = new TokenSequence(new int[] {4, 5}, new int[] {4, TokenSequence.IGNORED});
        Map<String, HostTensor> feeds = PackedBatch.of(List.of(new WeightedSequence(untrained, 1)), 3);
        assertArrayEquals(new float[3], ((HostTensor.Floats) feeds.get(TargetInputs.WEIGHTS)).elements());
    }

    private static long[] longs(Map<String, HostTensor> feeds, String name) {
        return ((HostTensor.Longs) feeds.get(name)).elements();
    }
}
