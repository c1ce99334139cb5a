package dev.smoltulu.trainer.batch;

import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.RewardObjective;
import dev.smoltulu.runtime.batch.PackedTokens;
import dev.smoltulu.runtime.training.HostTensor;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.trainer.data.PreferencePair;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Preference pairs packed into the inputs of a training graph, the chosen sequence of each pair before the rejected one:
 * {@link PackedTokens}, {@link PreferenceObjective} and {@link RewardObjective} say what each input is.
 */
public final class PackedPairs {

    private final List<TokenSequence> sequences;
    private final PackedTokens tokens;

    private PackedPairs(List<TokenSequence> sequences) {
        this.sequences = sequences;
        this.tokens = PackedTokens.of(sequences.stream().map(TokenSequence::inputIds).toList());
    }

    /**
     * The feeds of {@link PreferenceObjective}.
     *
     * @param reference  the reference model's summed log-probabilities, two a pair
     * @param scales     of each sequence's log-probability, two a pair
     * @param weight     each pair's share of the loss
     * @param headChunks the number of targets is filled up to a multiple of this, with targets of weight 0
     */
    public static Map<String, HostTensor> preference(List<PreferencePair> pairs, float[] reference, float[] scales,
            double weight, int headChunks) {
        PackedPairs packed = new PackedPairs(sides(pairs));
        TargetList targets = new TargetList();
        for (int i = 0; i < packed.sequences.size(); i++) {
            targets.add(i, packed.sequences.get(i), packed.tokens.starts()[i], 1f);
        }
        targets.fill(headChunks);
        Map<String, HostTensor> feeds = new LinkedHashMap<>(packed.tokens.feeds());
        feeds.putAll(targets.feeds());
        feeds.put(PreferenceObjective.TARGET_SEQUENCES, targets.sequences());
        feeds.put(PreferenceObjective.REFERENCE_LOG_PROBS, new HostTensor.Floats(reference, reference.length));
        feeds.put(PreferenceObjective.SEQUENCE_SCALES, new HostTensor.Floats(scales, scales.length));
        feeds.put(PreferenceObjective.PAIR_WEIGHTS, weights(pairs.size(), weight));
        return feeds;
    }

    /**
     * The feeds of {@link RewardObjective}.
     *
     * @param weight each pair's share of the loss
     */
    public static Map<String, HostTensor> reward(List<PreferencePair> pairs, double weight) {
        PackedPairs packed = new PackedPairs(sides(pairs));
        long[] last = new long[packed.sequences.size()];
        for (int i = 0; i < last.length; i++) {
            last[i] = packed.tokens.starts()[i] + packed.sequences.get(i).length() - 1;
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>(packed.tokens.feeds());
        feeds.put(RewardObjective.SCORE_POSITIONS, new HostTensor.Longs(last, last.length));
        feeds.put(RewardObjective.PAIR_WEIGHTS, weights(pairs.size(), weight));
        return feeds;
    }

    private static List<TokenSequence> sides(List<PreferencePair> pairs) {
        return pairs.stream().flatMap(pair -> pair.sides().stream()).toList();
    }

    private static HostTensor weights(int pairs, double weight) {
        float[] weights = new float[pairs];
        Arrays.fill(weights, (float) weight);
        return new HostTensor.Floats(weights, pairs);
    }
}
