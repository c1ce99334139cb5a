package dev.smoltulu.runtime.batch;

import static dev.smoltulu.runtime.batch.Feeds.assertFloats;
import static dev.smoltulu.runtime.batch.Feeds.assertLongs;
import static dev.smoltulu.runtime.batch.Feeds.assertRows;
import static dev.smoltulu.runtime.batch.Feeds.ids;
import static dev.smoltulu.runtime.batch.Feeds.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedRollouts.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PackedRolloutsTest {

    /** Two responses to one prompt, and one to another. */
    private static final Tokens FIRST = new Tokens(0, ids(1, 2), ids(3));

    private static final Tokens SECOND = new Tokens(0, ids(1, 2), ids(4, 5));
    private static final Tokens OTHER = new Tokens(1, ids(6), ids(7));
    private static final List<Tokens> BATCH = List.of(OTHER, FIRST, SECOND);

    private static List<PackedRollouts<Tokens>> cut(List<Tokens> rollouts, int tokenBudget, int headChunks) {
        return PackedRollouts.ofTokens(rollouts, UnaryOperator.identity(), tokenBudget, headChunks);
    }

    private static Tokens rollout(int group, int prompt, int response) {
        return new Tokens(
                group,
                IntStream.range(0, prompt).toArray(),
                IntStream.range(prompt, prompt + response).map(id -> 31 * id).toArray());
    }

    private static void assertTokens(Map<String, HostTensor> feeds) {
        assertLongs(feeds, TokenInputs.IDS, 1, 2, 3, 4, 5, 6, 7, 0);
        assertLongs(feeds, TokenInputs.POSITIONS, 0, 1, 2, 2, 3, 0, 1, 0);
        assertRows(feeds, TokenInputs.SLOT_TOKENS, row(0, 1, 2, 3, 4), row(5, 6, 7, 7, 7));
        assertLongs(feeds, TokenInputs.TOKEN_SLOTS, 0, 1, 2, 3, 4, 5, 6, 9);
        assertRows(feeds, TokenInputs.SLOT_ENDS, row(5, 5, 3, 5, 5), row(2, 2, 5, 5, 5));
    }

    @Test
    void theTensorsForAPolicy() {
        List<PackedRollouts<Tokens>> microBatches = cut(BATCH, 7, 3);
        assertEquals(1, microBatches.size());
        PackedRollouts<Tokens> packed = microBatches.get(0);
        assertEquals(List.of(FIRST, SECOND, OTHER), packed.rollouts());
        Map<String, HostTensor> feeds = packed.feeds();
        assertEquals(
                Set.of(
                        TokenInputs.IDS,
                        TokenInputs.POSITIONS,
                        TokenInputs.SLOT_TOKENS,
                        TokenInputs.TOKEN_SLOTS,
                        TokenInputs.SLOT_ENDS,
                        TargetInputs.POSITIONS),
                feeds.keySet());
        assertTokens(feeds);
        assertLongs(feeds, TargetInputs.POSITIONS, 1, 1, 3, 5, 0, 0);
        feeds.put(TargetInputs.IDS, packed.ids());
        assertLongs(feeds, TargetInputs.IDS, 3, 4, 5, 7, 0, 0);
        assertFloats(packed.perRollout(rollout -> 1.0 / rollout.response().length), 1, 0.5f, 0.5f, 1, 0, 0);
        assertFloats(packed.perToken(PackedRolloutsTest::negated), -3, -4, -5, -7, 0, 0);
    }

    @Test
    void theTensorsForAValueModelThatIsAlsoReadAfterTheLastToken() {
        PackedRollouts<Tokens> packed = PackedRollouts.ofPlaces(
                        BATCH, UnaryOperator.identity(), rollout -> rollout.response().length + 1, 7)
                .get(0);
        Map<String, HostTensor> feeds = packed.feeds();
        assertTokens(feeds);
        assertLongs(feeds, TargetInputs.POSITIONS, 1, 2, 1, 3, 4, 5, 6);
        assertFloats(packed.perRollout(Tokens::group), 0, 0, 0, 0, 0, 1, 1);
        assertFloats(packed.perToken(PackedRolloutsTest::negated), -3, 0, -4, -5, 0, -7, 0);
    }

    private static float[] negated(Tokens rollout) {
        float[] numbers = new float[rollout.response().length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = -rollout.response()[i];
        }
        return numbers;
    }

    @Test
    void eachRolloutGetsItsPartOfTheScores() {
        PackedRollouts<Tokens> packed = cut(BATCH, 7, 3).get(0);
        List<String> seen = new ArrayList<>();
        packed.forEach(
                new float[] {1, 2, 3, 4, 9, 9},
                (rollout, scores) -> seen.add(rollout.response()[0] + ": " + Arrays.toString(scores)));
        assertEquals(List.of("3: [1.0]", "4: [2.0, 3.0]", "7: [4.0]"), seen);
    }

    @Test
    void aRolloutHasNoMoreNumbersThanTargets() {
        PackedRollouts<Tokens> packed = cut(BATCH, 7, 3).get(0);
        assertThrows(IllegalArgumentException.class, () -> packed.perToken(rollout -> new float[3]));
        assertFloats(packed.perToken(rollout -> new float[0]), 0, 0, 0, 0, 0, 0);
    }

    @Test
    void eachRolloutIsInOneMicroBatchAndMicroBatchesKeepTheBudget() {
        SplittableRandom random = new SplittableRandom(1);
        List<Tokens> batch = new ArrayList<>();
        for (int group = 0; group < 12; group++) {
            int prompt = random.nextInt(1, 60);
            for (int sample = 0; sample < 5; sample++) {
                batch.add(rollout(group, prompt, random.nextInt(1, 50)));
            }
        }
        Set<Tokens> seen = new HashSet<>();
        for (PackedRollouts<Tokens> microBatch : cut(batch, 200, 1)) {
            assertTrue(microBatch.feeds().get(TokenInputs.IDS).shape()[0] <= 200 + 1, "one more fills free slots");
            microBatch.rollouts().forEach(rollout -> assertTrue(seen.add(rollout), "twice"));
        }
        assertEquals(Set.copyOf(batch), seen);
    }

    @Test
    void responsesToOnePromptShareItWhereThatIsLessWork() {
        assertEquals(List.of(1L), rows(1000, rollout(0, 100, 10), rollout(0, 100, 10), rollout(0, 100, 10)));
        assertEquals(List.of(2L), rows(1000, rollout(0, 1, 400), rollout(0, 1, 400)));
        assertEquals(List.of(2L), rows(1000, rollout(0, 100, 10), rollout(1, 100, 10)), "of two groups");
    }

    @Test
    void aRowKeepsTheBudgetAndALongerRolloutIsAMicroBatchOfItsOwn() {
        assertEquals(List.of(1L, 1L), rows(115, rollout(0, 100, 10), rollout(0, 100, 10)));
        assertEquals(List.of(1L, 1L), rows(100, rollout(1, 3, 2), rollout(0, 50, 100)));
    }

    /** How many rows each micro batch has. */
    private static List<Long> rows(int tokenBudget, Tokens... rollouts) {
        return cut(List.of(rollouts), tokenBudget, 1).stream()
                .map(packed -> packed.feeds().get(TokenInputs.SLOT_TOKENS).shape()[0])
                .toList();
    }
}
