package dev.smoltulu.runtime.batch;

import static dev.smoltulu.runtime.batch.Feeds.assertFloats;
import static dev.smoltulu.runtime.batch.Feeds.assertLongs;
import static dev.smoltulu.runtime.batch.Feeds.assertRows;
import static dev.smoltulu.runtime.batch.Feeds.ids;
import static dev.smoltulu.runtime.batch.Feeds.labelled;
import static dev.smoltulu.runtime.batch.Feeds.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.RewardObjective;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PackedPairsTest {

    private record Pair(String name, LabelledTokens chosen, LabelledTokens rejected) {}

    /** Two tokens in common, which both share; then a pair without a common prefix, whose sequences have a row each. */
    private static final Pair SHARING =
            new Pair("sharing", labelled(ids(1, 2, 3, 4), -100, -100, 3, 4), labelled(ids(1, 2, 5), -100, -100, 5));

    private static final Pair APART = new Pair("apart", labelled(ids(7), 7), labelled(ids(8, 9), 8, 9));

    private static PackedPairs<Pair> pack(Pair... pairs) {
        return PackedPairs.of(List.of(pairs), Pair::chosen, Pair::rejected);
    }

    private static Pair pair(int prefix, int chosen, int rejected) {
        int[] first = IntStream.range(0, prefix + chosen).toArray();
        int[] second = IntStream.concat(IntStream.range(0, prefix), IntStream.range(1000, 1000 + rejected))
                .toArray();
        return new Pair(prefix + " shared", labelled(first, first), labelled(second, second));
    }

    private static void assertTokens(Map<String, HostTensor> feeds) {
        assertLongs(feeds, TokenInputs.IDS, 1, 2, 3, 4, 5, 7, 8, 9, 0);
        assertLongs(feeds, TokenInputs.POSITIONS, 0, 1, 2, 3, 2, 0, 0, 1, 0);
        assertRows(feeds, TokenInputs.SLOT_TOKENS, row(0, 1, 2, 3, 4), row(5, 8, 8, 8, 8), row(6, 7, 8, 8, 8));
        assertLongs(feeds, TokenInputs.TOKEN_SLOTS, 0, 1, 2, 3, 4, 5, 10, 11, 14);
        assertRows(feeds, TokenInputs.SLOT_ENDS, row(5, 5, 4, 4, 5), row(1, 5, 5, 5, 5), row(2, 2, 5, 5, 5));
    }

    @Test
    void theTensorsForSumsOverTrainedTokens() {
        Map<String, HostTensor> feeds = pack(SHARING, APART).targetFeeds(3);
        assertEquals(
                Set.of(
                        TokenInputs.IDS,
                        TokenInputs.POSITIONS,
                        TokenInputs.SLOT_TOKENS,
                        TokenInputs.TOKEN_SLOTS,
                        TokenInputs.SLOT_ENDS,
                        TargetInputs.POSITIONS,
                        TargetInputs.IDS,
                        TargetInputs.WEIGHTS,
                        PreferenceObjective.TARGET_SEQUENCES),
                feeds.keySet());
        assertTokens(feeds);
        assertLongs(feeds, TargetInputs.POSITIONS, 1, 2, 1, 6, 0, 0);
        assertLongs(feeds, TargetInputs.IDS, 3, 4, 5, 9, 0, 0);
        assertFloats(feeds.get(TargetInputs.WEIGHTS), 1, 1, 1, 1, 0, 0);
        assertLongs(feeds, PreferenceObjective.TARGET_SEQUENCES, 0, 0, 1, 3, 0, 0);
    }

    @Test
    void theTensorsForScoresAtTheLastTokens() {
        Map<String, HostTensor> feeds = pack(SHARING, APART).endFeeds();
        assertEquals(
                Set.of(
                        TokenInputs.IDS,
                        TokenInputs.POSITIONS,
                        TokenInputs.SLOT_TOKENS,
                        TokenInputs.TOKEN_SLOTS,
                        TokenInputs.SLOT_ENDS,
                        RewardObjective.SCORE_POSITIONS),
                feeds.keySet());
        assertTokens(feeds);
        assertLongs(feeds, RewardObjective.SCORE_POSITIONS, 3, 4, 5, 7);
    }

    @Test
    void numbersOfSequencesAlternateAndThoseOfPairsDoNot() {
        PackedPairs<Pair> packed = pack(SHARING, APART);
        assertFloats(
                packed.perSequence(
                        pair -> pair.chosen().length(), pair -> -pair.rejected().length()),
                4,
                -3,
                1,
                -2);
        assertFloats(packed.perPair(pair -> 1.0 / pair.name().length()), 1f / 7, 1f / 5);
    }

    @Test
    void eachPairGetsItsScores() {
        List<String> seen = new ArrayList<>();
        pack(SHARING, APART)
                .forEach(
                        new float[] {1, 2, 3, 4},
                        (pair, chosen, rejected) -> seen.add(pair.name() + " " + chosen + " " + rejected));
        assertEquals(List.of("sharing 1.0 2.0", "apart 3.0 4.0"), seen);
    }

    @Test
    void microBatchesKeepTheBudgetAndTheLongestPairsComeFirst() {
        List<Pair> batch = List.of(pair(3, 2, 2), pair(0, 4, 30), pair(3, 5, 6), pair(5, 2, 2));
        List<List<Integer>> lengths = PackedPairs.microBatches(batch, Pair::chosen, Pair::rejected, 27).stream()
                .map(microBatch -> microBatch.pairs().stream()
                        .map(pair -> pair.chosen().length() + pair.rejected().length())
                        .toList())
                .toList();
        assertEquals(List.of(List.of(34), List.of(17), List.of(14, 10)), lengths);
    }

    /** One row of n tokens is as much work as n * (3000 + n) comparisons. */
    @Test
    void sequencesShareARowOnlyWhereThatIsLessWork() {
        assertEquals(1, rows(pair(100, 10, 10)));
        assertEquals(1, rows(pair(2, 50, 60)), "348,544 comparisons; in two rows 348,548");
        assertEquals(2, rows(pair(2, 50, 61)), "351,769 comparisons; in two rows 351,673");
    }

    private static long rows(Pair pair) {
        return pack(pair).endFeeds().get(TokenInputs.SLOT_TOKENS).shape()[0];
    }
}
