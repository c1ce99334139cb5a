package dev.smoltulu.runtime.scoring;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.objective.RewardGraph;
import dev.smoltulu.graphs.objective.RewardObjective;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.batch.PackedTokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A reward model that scores sequences with {@link RewardGraph}, in fp32. Not safe for use by several threads. */
public final class RewardSession implements AutoCloseable {

    private final OwnedResources owned;
    private final ModelSession session;

    /**
     * A session on weights that someone else owns.
     *
     * @param parameters   the weights of {@code config}, by their Hugging Face names
     * @param maxPositions maximum length of a sequence, in tokens
     */
    public RewardSession(
            LlamaConfig config, Map<String, Tensor> parameters, int maxPositions, SessionSettings settings) {
        try (OwnedResources opening = new OwnedResources()) {
            this.session = opening.own(new ModelSession(RewardGraph.of(config, maxPositions), settings));
            parameters.forEach(session::bindInput);
            this.owned = opening.release();
        }
    }

    /** The reward of each sequence, read at its last token; all go through one forward pass. */
    public float[] rewards(List<int[]> sequences) {
        PackedTokens tokens = PackedTokens.of(sequences);
        long[] last = new long[sequences.size()];
        for (int i = 0; i < last.length; i++) {
            last[i] = tokens.starts()[i] + sequences.get(i).length - 1;
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>(tokens.feeds());
        feeds.put(RewardObjective.SCORE_POSITIONS, new HostTensor.Longs(last, last.length));
        try (Tensor result = Tensor.zeros(DataType.FLOAT, last.length)) {
            session.bindOutput(RewardGraph.REWARDS, result);
            HostTensor.feed(feeds, tensors -> {
                tensors.forEach(session::bindInput);
                session.run();
            });
            float[] rewards = new float[last.length];
            result.floats().get(rewards);
            return rewards;
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
