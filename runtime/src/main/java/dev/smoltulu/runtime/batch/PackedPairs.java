package dev.smoltulu.runtime.batch;

import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.RewardObjective;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A micro batch of preference pairs, the chosen sequence of each pair before the rejected one. Both stand in one row
 * that has their common prefix once, where that is less work than two rows. A pair is never divided.
 *
 * <p>The packer lays out tokens and targets; the caller adds what its objective knows of each pair or sequence, by the
 * names of {@link PreferenceObjective} and {@link RewardObjective}.
 *
 * @param <T> what the caller calls a pair
 */
public final class PackedPairs<T> {

    private final List<T> pairs;
    private final List<LabelledTokens> sequences = new ArrayList<>();

    private PackedPairs(List<T> pairs, Function<T, LabelledTokens> chosen, Function<T, LabelledTokens> rejected) {
        this.pairs = List.copyOf(pairs);
        for (T pair : pairs) {
            sequences.add(chosen.apply(pair));
            sequences.add(rejected.apply(pair));
        }
    }

    /** All of {@code pairs}, at least one, as one micro batch in their order. */
    public static <T> PackedPairs<T> of(
            List<T> pairs, Function<T, LabelledTokens> chosen, Function<T, LabelledTokens> rejected) {
        return new PackedPairs<>(pairs, chosen, rejected);
    }

    /**
     * Cuts a batch into micro batches, the longest pairs first; those of one length keep their order.
     *
     * @param chosen      token ids and labels of a pair's better sequence
     * @param rejected    those of the other one
     * @param tokenBudget maximum tokens of a micro batch, common prefixes counted twice; a longer pair makes one of its
     *                    own
     */
    public static <T> List<PackedPairs<T>> microBatches(
            List<T> pairs, Function<T, LabelledTokens> chosen, Function<T, LabelledTokens> rejected, int tokenBudget) {
        return TokenBudget.groups(
                        pairs,
                        pair -> chosen.apply(pair).length()
                                + rejected.apply(pair).length(),
                        tokenBudget)
                .stream()
                .map(group -> of(group, chosen, rejected))
                .toList();
    }

    /** The pairs in the order in which they are packed. */
    public List<T> pairs() {
        return pairs;
    }

    /**
     * Packs the pairs for an objective that sums over each sequence's trained tokens: the token inputs,
     * {@link TargetInputs} with weight 1 for each trained token, and {@link PreferenceObjective#TARGET_SEQUENCES}.
     *
     * @param headChunks the number of targets is padded to a multiple of this, with targets of weight 0
     */
    public Map<String, HostTensor> targetFeeds(int headChunks) {
        PackedRows packed = packed();
        TargetList targets = new TargetList();
        for (int i = 0; i < sequences.size(); i++) {
            int[] places = packed.places(i);
            targets.add(i, sequences.get(i), token -> places[token], 1f);
        }
        targets.pad(headChunks);
        Map<String, HostTensor> feeds = new LinkedHashMap<>(packed.feeds());
        targets.addTo(feeds);
        feeds.put(PreferenceObjective.TARGET_SEQUENCES, targets.sequences());
        return feeds;
    }

    /**
     * Packs the pairs for an objective that reads each sequence at its last token: the token inputs and
     * {@link RewardObjective#SCORE_POSITIONS}.
     */
    public Map<String, HostTensor> endFeeds() {
        PackedRows packed = packed();
        long[] last = new long[sequences.size()];
        for (int i = 0; i < last.length; i++) {
            last[i] = packed.places(i)[sequences.get(i).length() - 1];
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>(packed.feeds());
        feeds.put(RewardObjective.SCORE_POSITIONS, new HostTensor.Longs(last, last.length));
        return feeds;
    }

    private PackedRows packed() {
        List<List<int[]>> rows = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i += 2) {
            int[] chosen = sequences.get(i).inputIds();
            int[] rejected = sequences.get(i + 1).inputIds();
            if (isLessWorkTogether(chosen, rejected)) {
                rows.add(List.of(chosen, rejected));
            } else {
                rows.add(List.of(chosen));
                rows.add(List.of(rejected));
            }
        }
        return new PackedRows(rows);
    }

    private static boolean isLessWorkTogether(int[] chosen, int[] rejected) {
        int mismatch = Arrays.mismatch(chosen, rejected);
        int shared = mismatch < 0 ? chosen.length : mismatch;
        return PackedRows.work(chosen.length + rejected.length - shared)
                < PackedRows.work(chosen.length) + PackedRows.work(rejected.length);
    }

    /** A number for each sequence, float [2*pairs]: the chosen one's before the rejected one's. */
    public HostTensor perSequence(ToDoubleFunction<T> chosen, ToDoubleFunction<T> rejected) {
        float[] numbers = new float[sequences.size()];
        for (int i = 0; i < pairs.size(); i++) {
            numbers[2 * i] = (float) chosen.applyAsDouble(pairs.get(i));
            numbers[2 * i + 1] = (float) rejected.applyAsDouble(pairs.get(i));
        }
        return new HostTensor.Floats(numbers, numbers.length);
    }

    /** A number for each pair, float [pairs]. */
    public HostTensor perPair(ToDoubleFunction<T> number) {
        float[] numbers = new float[pairs.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) number.applyAsDouble(pairs.get(i));
        }
        return new HostTensor.Floats(numbers, numbers.length);
    }

    /** Takes what a session says of a pair. */
    @FunctionalInterface
    public interface PairScores<T> {

        /** Takes the scores of a pair's two sequences. */
        void accept(T pair, float chosen, float rejected);
    }

    /**
     * Gives each pair its scores.
     *
     * @param scores of a session's pass over this micro batch, [2*pairs]
     */
    public void forEach(float[] scores, PairScores<T> taker) {
        for (int i = 0; i < pairs.size(); i++) {
            taker.accept(pairs.get(i), scores[2 * i], scores[2 * i + 1]);
        }
    }
}
