package dev.smoltulu.trainer.batch;

import dev.smoltulu.data.PreferencePair;
import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.RewardObjective;
import dev.smoltulu.runtime.training.HostTensor;
import dev.smoltulu.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Preference pairs packed into the inputs of a training graph, the chosen sequence of each pair before the rejected one,
 * what both begin with once where that is less work: {@link PackedRows}, {@link PreferenceObjective} and
 * {@link RewardObjective} say what each input is.
 */
public final class PackedPairs {

    /**
     * How many pairs of tokens attention can compare for what the rest of a layer costs a token: 3,073 with
     * SmolLM2-135M's sizes, more in larger models.
     */
    private static final long COMPARISONS_A_TOKEN = 3000;

    private final List<TokenSequence> sequences = new ArrayList<>();
    private final PackedRows rows;

    private PackedPairs(List<PreferencePair> pairs) {
        List<List<int[]>> cut = new ArrayList<>();
        for (PreferencePair pair : pairs) {
            sequences.addAll(pair.sides());
            int[] chosen = pair.chosen().inputIds();
            int[] rejected = pair.rejected().inputIds();
            if (sharingPays(chosen, rejected)) {
                cut.add(List.of(chosen, rejected));
            } else {
                cut.add(List.of(chosen));
                cut.add(List.of(rejected));
            }
        }
        this.rows = new PackedRows(cut);
    }

    /**
     * Whether what both begin with should stand once: it saves its tokens' work, but then each sequence's own part is
     * compared with the other's in attention, to no use.
     */
    private static boolean sharingPays(int[] chosen, int[] rejected) {
        int mismatch = Arrays.mismatch(chosen, rejected);
        long shared = mismatch < 0 ? chosen.length : mismatch;
        long wasted = 2 * (chosen.length - shared) * (rejected.length - shared);
        return shared * (COMPARISONS_A_TOKEN + shared) > wasted;
    }

    /**
     * The feeds of {@link PreferenceObjective}.
     *
     * @param reference  the reference model's summed log-probabilities, two a pair
     * @param scales     of each sequence's log-probability, two a pair
     * @param weight     each pair's share of the loss
     * @param headChunks the number of targets is filled up to a multiple of this, with targets of weight 0
     */
    public static Map<String, HostTensor> preference(
            List<PreferencePair> pairs, float[] reference, float[] scales, double weight, int headChunks) {
        PackedPairs packed = new PackedPairs(pairs);
        TargetList targets = new TargetList();
        for (int i = 0; i < packed.sequences.size(); i++) {
            int[] places = packed.rows.places(i);
            targets.add(i, packed.sequences.get(i), token -> places[token], 1f);
        }
        targets.fill(headChunks);
        Map<String, HostTensor> feeds = new LinkedHashMap<>(packed.rows.feeds());
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
        PackedPairs packed = new PackedPairs(pairs);
        long[] last = new long[packed.sequences.size()];
        for (int i = 0; i < last.length; i++) {
            last[i] = packed.rows.places(i)[packed.sequences.get(i).length() - 1];
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>(packed.rows.feeds());
        feeds.put(RewardObjective.SCORE_POSITIONS, new HostTensor.Longs(last, last.length));
        feeds.put(RewardObjective.PAIR_WEIGHTS, weights(pairs.size(), weight));
        return feeds;
    }

    private static HostTensor weights(int pairs, double weight) {
        float[] weights = new float[pairs];
        Arrays.fill(weights, (float) weight);
        return new HostTensor.Floats(weights, pairs);
    }
}
