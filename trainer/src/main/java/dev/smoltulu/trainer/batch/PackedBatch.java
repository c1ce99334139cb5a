package dev.smoltulu.trainer.batch;

import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.batch.PackedTokens;
import dev.smoltulu.runtime.training.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sequences packed into the inputs of a training graph: {@link PackedTokens} and {@link TargetInputs} say what each
 * one is.
 */
public final class PackedBatch {

    private PackedBatch() {}

    /**
     * Packs {@code group}.
     *
     * @param headChunks the number of targets is filled up to a multiple of this, with targets of weight 0
     * @return the feeds by input name
     */
    public static Map<String, HostTensor> of(List<WeightedSequence> group, int headChunks) {
        PackedTokens tokens = PackedTokens.of(
                group.stream().map(weighted -> weighted.sequence().inputIds()).toList());
        Map<String, HostTensor> feeds = new LinkedHashMap<>(tokens.feeds());
        TargetList targets = new TargetList();
        for (int row = 0; row < group.size(); row++) {
            int start = tokens.starts()[row];
            targets.add(row, group.get(row).sequence(), i -> start + i, (float)
                    group.get(row).weight());
        }
        targets.fill(headChunks);
        feeds.putAll(targets.feeds());
        return feeds;
    }
}
