package dev.smoltulu.trainer.batch;

import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.batch.PackedTokens;
import dev.smoltulu.runtime.training.HostTensor;
import dev.smoltulu.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sequences packed into the inputs of a training graph: {@link PackedTokens} and {@link TargetInputs} say what each
 * one is.
 */
public final class PackedBatch {

    private PackedBatch() {
    }

    /**
     * Packs {@code group}.
     *
     * @param headChunks the number of targets is filled up to a multiple of this, with targets of weight 0
     * @return the feeds by input name
     */
    public static Map<String, HostTensor> of(List<WeightedSequence> group, int headChunks) {
        PackedTokens tokens = PackedTokens.of(group.stream().map(weighted -> weighted.sequence().inputIds()).toList());
        Map<String, HostTensor> feeds = new LinkedHashMap<>(tokens.feeds());
        addTargets(feeds, group, tokens.starts(), headChunks);
        return feeds;
    }

    private static void addTargets(Map<String, HostTensor> feeds, List<WeightedSequence> group, int[] starts,
            int headChunks) {
        List<Target> targets = new ArrayList<>();
        for (int row = 0; row < starts.length; row++) {
            WeightedSequence weighted = group.get(row);
            int[] labels = weighted.sequence().labels();
            for (int i = 1; i < labels.length; i++) {
                if (labels[i] != TokenSequence.IGNORED) {
                    targets.add(new Target(starts[row] + i - 1, labels[i], (float) weighted.weight()));
                }
            }
        }
        while (targets.isEmpty() || targets.size() % headChunks != 0) {
            targets.add(new Target(0, 0, 0f));
        }
        float[] weights = new float[targets.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = targets.get(i).weight();
        }
        feeds.put(TargetInputs.POSITIONS,
                new HostTensor.Longs(targets.stream().mapToLong(Target::token).toArray(), weights.length));
        feeds.put(TargetInputs.IDS,
                new HostTensor.Longs(targets.stream().mapToLong(Target::id).toArray(), weights.length));
        feeds.put(TargetInputs.WEIGHTS, new HostTensor.Floats(weights, weights.length));
    }

    /** A trained token: the packed token it follows, its id, its share of the loss. */
    private record Target(int token, int id, float weight) {
    }
}
