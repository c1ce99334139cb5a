package dev.smoltulu.runtime.batch;

import static dev.smoltulu.runtime.batch.Feeds.assertFloats;
import static dev.smoltulu.runtime.batch.Feeds.assertLongs;
import static dev.smoltulu.runtime.batch.Feeds.assertRows;
import static dev.smoltulu.runtime.batch.Feeds.ids;
import static dev.smoltulu.runtime.batch.Feeds.labelled;
import static dev.smoltulu.runtime.batch.Feeds.longs;
import static dev.smoltulu.runtime.batch.Feeds.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PackedSequencesTest {

    private static final int[] LENGTHS = {5, 40, 3, 17, 17, 1, 29};

    private static List<PackedSequences<LabelledTokens>> cut(List<LabelledTokens> sequences, int tokenBudget) {
        return PackedSequences.microBatches(sequences, UnaryOperator.identity(), tokenBudget);
    }

    private static Map<String, HostTensor> pack(List<LabelledTokens> sequences, int headChunks) {
        return PackedSequences.of(sequences, UnaryOperator.identity()).feeds(sequence -> weight(sequence), headChunks);
    }

    private static double weight(LabelledTokens sequence) {
        return 1.0 / (3 + sequence.length());
    }

    /** Two sequences of 3 and 5 tokens, of which 2 each are trained, with 4 targets in parts of 3. */
    @Test
    void theTensorsOfARaggedMicroBatch() {
        LabelledTokens first = labelled(ids(11, 12, 13), -100, 12, 13);
        LabelledTokens second = labelled(ids(21, 22, 23, 24, 25), -100, -100, -100, 24, 25);
        List<PackedSequences<LabelledTokens>> microBatches = cut(List.of(first, second), 8);

        assertEquals(1, microBatches.size());
        assertEquals(List.of(second, first), microBatches.get(0).sequences());
        Map<String, HostTensor> feeds = microBatches.get(0).feeds(sequence -> sequence == first ? 0.5 : 0.25, 3);
        assertEquals(
                Set.of(
                        TokenInputs.IDS,
                        TokenInputs.POSITIONS,
                        TokenInputs.SLOT_TOKENS,
                        TokenInputs.TOKEN_SLOTS,
                        TargetInputs.POSITIONS,
                        TargetInputs.IDS,
                        TargetInputs.WEIGHTS),
                feeds.keySet());
        assertLongs(feeds, TokenInputs.IDS, 21, 22, 23, 24, 25, 11, 12, 13, 0);
        assertLongs(feeds, TokenInputs.POSITIONS, 0, 1, 2, 3, 4, 0, 1, 2, 0);
        assertRows(feeds, TokenInputs.SLOT_TOKENS, row(0, 1, 2, 3, 4), row(5, 6, 7, 8, 8));
        assertLongs(feeds, TokenInputs.TOKEN_SLOTS, 0, 1, 2, 3, 4, 5, 6, 7, 9);
        assertLongs(feeds, TargetInputs.POSITIONS, 2, 3, 5, 6, 0, 0);
        assertLongs(feeds, TargetInputs.IDS, 24, 25, 12, 13, 0, 0);
        assertFloats(feeds.get(TargetInputs.WEIGHTS), 0.25f, 0.25f, 0.5f, 0.5f, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20, 39, 40, 64, 112, Integer.MAX_VALUE - 100})
    void everySequenceIsInOneMicroBatchWithinTheBudget(int budget) {
        List<LabelledTokens> batch = Feeds.random(1, 512, LENGTHS);
        List<LabelledTokens> left = new ArrayList<>(batch);
        for (PackedSequences<LabelledTokens> microBatch : cut(batch, budget)) {
            microBatch.sequences().forEach(sequence -> assertTrue(left.remove(sequence)));
            int tokens = microBatch.sequences().stream()
                    .mapToInt(LabelledTokens::length)
                    .sum();
            assertTrue(tokens <= budget || microBatch.sequences().size() == 1, tokens + " tokens");
        }
        assertEquals(List.of(), left);
    }

    @Test
    void similarLengthsGoTogetherLongestFirst() {
        assertEquals(List.of(List.of(40), List.of(29, 17), List.of(17, 5, 3, 1)), lengths(46));
        assertEquals(1, lengths(112).size());
        assertEquals(LENGTHS.length, lengths(1).size());
    }

    private static List<List<Integer>> lengths(int budget) {
        return cut(Feeds.random(1, 512, LENGTHS), budget).stream()
                .map(microBatch -> microBatch.sequences().stream()
                        .map(LabelledTokens::length)
                        .toList())
                .toList();
    }

    @Test
    void equalLengthsKeepTheirOrder() {
        List<LabelledTokens> batch = Feeds.random(2, 512, 8, 8, 8);
        assertEquals(batch, cut(batch, 100).get(0).sequences());
    }

    @Test
    void sequencesOfOneLengthFillTheRectangle() {
        Map<String, HostTensor> feeds = pack(Feeds.random(1, 512, 4, 4), 1);
        assertLongs(feeds, TokenInputs.POSITIONS, 0, 1, 2, 3, 0, 1, 2, 3);
        assertRows(feeds, TokenInputs.SLOT_TOKENS, row(0, 1, 2, 3), row(4, 5, 6, 7));
        assertLongs(feeds, TokenInputs.TOKEN_SLOTS, 0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void aRowHasSlotsForEveryBlockOfAttention() {
        Map<String, HostTensor> feeds = pack(Feeds.random(1, 512, 2), 1);
        assertRows(feeds, TokenInputs.SLOT_TOKENS, row(0, 1, 2, 2));
        assertLongs(feeds, TokenInputs.TOKEN_SLOTS, 0, 1, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "1", "3 3 3", "1 2", "2 1", "9 40 23 2 31 40 17 5", "1 1 1 64"})
    void eachMapInvertsTheOther(String lengths) {
        int[] sizes = sizes(lengths);
        List<LabelledTokens> sequences = Feeds.random(3, 512, sizes);
        Map<String, HostTensor> feeds = pack(sequences, 1);
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
            int[] sequence = sequences.get(row).inputIds();
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

    private static int[] sizes(String lengths) {
        return Arrays.stream(lengths.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    @ParameterizedTest
    @CsvSource({"1, 9 4 7", "2, 9 4 7", "3, 9 4 7", "4, 5", "7, 2 2", "64, 9 4 7"})
    void targetsArePaddedWithTargetsOfWeightZero(int headChunks, String lengths) {
        List<LabelledTokens> sequences = Feeds.random(5, 512, sizes(lengths));
        Map<String, HostTensor> feeds = pack(sequences, headChunks);
        long[] positions = longs(feeds, TargetInputs.POSITIONS);
        long[] targets = longs(feeds, TargetInputs.IDS);
        float[] weights = Feeds.floats(feeds.get(TargetInputs.WEIGHTS));
        assertEquals(0, targets.length % headChunks);
        assertEquals(targets.length, positions.length);
        assertEquals(targets.length, weights.length);

        int target = 0;
        int start = 0;
        for (LabelledTokens sequence : sequences) {
            int[] labels = sequence.labels();
            for (int i = 1; i < labels.length; i++) {
                if (labels[i] != LabelledTokens.IGNORED) {
                    assertEquals(start + i - 1, positions[target], "predicted after the token before it");
                    assertEquals(labels[i], targets[target]);
                    assertEquals((float) weight(sequence), weights[target++]);
                }
            }
            start += labels.length;
        }
        assertTrue(targets.length - target < headChunks || target == 0, "no more padding than needed");
        for (; target < targets.length; target++) {
            assertEquals(0, weights[target]);
        }
    }

    @Test
    void aMicroBatchThatTrainsNothingStillHasATargetOfWeightZero() {
        Map<String, HostTensor> feeds = pack(List.of(labelled(ids(4, 5), 4, LabelledTokens.IGNORED)), 3);
        assertArrayEquals(new float[3], Feeds.floats(feeds.get(TargetInputs.WEIGHTS)));
    }

    @Test
    void labelsAreAsManyAsTokens() {
        assertThrows(IllegalArgumentException.class, () -> labelled(ids(4, 5), 4));
    }
}
