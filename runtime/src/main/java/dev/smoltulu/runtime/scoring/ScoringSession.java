package dev.smoltulu.runtime.scoring;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.objective.HeadChunks;
import dev.smoltulu.graphs.objective.ScoringGraph;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.OwnedResources;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.batch.PackedTokens;
import dev.smoltulu.runtime.training.HostTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model that scores tokens: log-probabilities by {@link ScoringGraph}, in fp32.
 * Several sequences go through one packed forward pass; which ones go together changes the result by rounding only.
 * Not safe for use by several threads.
 */
public final class ScoringSession implements AutoCloseable {

    private final OwnedResources owned = new OwnedResources();
    private final ModelSession session;
    private final int maxPositions;
    private final int headChunks;

    /**
     * A session on weights that someone else owns.
     *
     * @param parameters   the weights of {@code config}, by their Hugging Face names
     * @param maxPositions longest sequence that will be scored, in tokens fed
     * @param tokenBudget  tokens that one pass will usually have; the head's work is cut for it
     */
    public ScoringSession(LlamaConfig config, Map<String, Tensor> parameters, int maxPositions, int tokenBudget,
            SessionSettings settings) {
        this.maxPositions = maxPositions;
        this.headChunks = HeadChunks.of(Math.max(tokenBudget, maxPositions), config.vocabSize());
        try {
            this.session = owned.own(new ModelSession(ScoringGraph.of(config, maxPositions, headChunks), settings));
            parameters.forEach(session::bindInput);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * The log-probabilities of the scored tokens, in nats.
     *
     * @param group the sequences of one forward pass, at least one; see dev.smoltulu.runtime.batch.TokenBudget
     * @return an array for each sequence, with one number for each scored token
     */
    public List<float[]> logProbs(List<ScoredSequence> group) {
        group.forEach(this::requireFitting);
        PackedTokens tokens = PackedTokens.of(group.stream()
                .map(sequence -> Arrays.copyOf(sequence.tokens(), sequence.length())).toList());
        int scored = group.stream().mapToInt(ScoredSequence::scored).sum();
        int targets = (scored + headChunks - 1) / headChunks * headChunks;
        long[] positions = new long[targets];
        long[] ids = new long[targets];
        int target = 0;
        for (int row = 0; row < group.size(); row++) {
            ScoredSequence sequence = group.get(row);
            for (int i = sequence.length() - sequence.scored(); i < sequence.length(); i++, target++) {
                positions[target] = tokens.starts()[row] + i;
                ids[target] = sequence.tokens()[i + 1];
            }
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>(tokens.feeds());
        feeds.put(TargetInputs.POSITIONS, new HostTensor.Longs(positions, targets));
        feeds.put(TargetInputs.IDS, new HostTensor.Longs(ids, targets));
        return run(feeds, targets, group);
    }

    private List<float[]> run(Map<String, HostTensor> feeds, int targets, List<ScoredSequence> group) {
        try (Tensor result = Tensor.zeros(DataType.FLOAT, targets)) {
            session.bindOutput(ScoringGraph.LOG_PROBS, result);
            HostTensor.feed(feeds, tensors -> {
                tensors.forEach(session::bindInput);
                session.run();
            });
            FloatBuffer logProbs = result.floats();
            List<float[]> results = new ArrayList<>();
            for (ScoredSequence sequence : group) {
                float[] own = new float[sequence.scored()];
                logProbs.get(own);
                results.add(own);
            }
            return results;
        }
    }

    private void requireFitting(ScoredSequence sequence) {
        if (sequence.length() > maxPositions) {
            throw new IllegalArgumentException("a sequence of " + sequence.length() + " tokens; at most "
                    + maxPositions + " were announced");
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
