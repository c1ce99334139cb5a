package dev.smoltulu.trainer.batch;

import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.training.HostTensor;
import dev.smoltulu.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sequences packed into the inputs of a training graph: {@link TokenInputs} and {@link TargetInputs} say what each
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
        int longest = group.stream().mapToInt(WeightedSequence::length).max().orElseThrow();
        int packed = group.stream().mapToInt(WeightedSequence::length).sum();
        boolean ragged = packed < group.size() * longest;
        int tokens = ragged ? packed + 1 : packed;
        long[] ids = new long[tokens];
        long[] positions = new long[tokens];
        long[] tokenSlots = new long[tokens];
        long[] slotTokens = new long[group.size() * longest];
        int token = 0;
        int freeSlot = -1;
        for (int row = 0; row < group.size(); row++) {
            int[] inputIds = group.get(row).sequence().inputIds();
            for (int position = 0; position < longest; position++) {
                int slot = row * longest + position;
                if (position >= inputIds.length) {
                    slotTokens[slot] = packed;
                    freeSlot = slot;
                    continue;
                }
                ids[token] = inputIds[position];
                positions[token] = position;
                tokenSlots[token] = slot;
                slotTokens[slot] = token++;
            }
        }
        if (ragged) {
            tokenSlots[packed] = freeSlot;
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>();
        feeds.put(TokenInputs.IDS, new HostTensor.Longs(ids, tokens));
        feeds.put(TokenInputs.POSITIONS, new HostTensor.Longs(positions, tokens));
        feeds.put(TokenInputs.SLOT_TOKENS, new HostTensor.Longs(slotTokens, group.size(), longest));
        feeds.put(TokenInputs.TOKEN_SLOTS, new HostTensor.Longs(tokenSlots, tokens));
        addTargets(feeds, group, headChunks);
        return feeds;
    }

    private static void addTargets(Map<String, HostTensor> feeds, List<WeightedSequence> group, int headChunks) {
        List<Target> targets = new ArrayList<>();
        int start = 0;
        for (WeightedSequence weighted : group) {
            int[] labels = weighted.sequence().labels();
            for (int i = 1; i < labels.length; i++) {
                if (labels[i] != TokenSequence.IGNORED) {
                    targets.add(new Target(start + i - 1, labels[i], (float) weighted.weight()));
                }
            }
            start += labels.length;
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
