package dev.smoltulu.runtime.scoring;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.objective.HeadChunks;
import dev.smoltulu.graphs.objective.ScoringGraph;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.InferenceWeights;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.batch.PackedTokens;
import dev.smoltulu.runtime.batch.TokenBudget;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A model that scores tokens: log-probabilities by {@link ScoringGraph}, in fp32 on the CPU and with matrix
 * multiplications in bfloat16 on a GPU. Several groups of sequences go through one packed forward pass; how they are
 * combined changes results by rounding only. Not safe for use by several threads.
 */
public final class ScoringSession implements AutoCloseable {

    /** Maximum bytes of float attention weights per pass, unless a single group needs more. */
    private static final long ATTENTION_BYTES = 256L << 20;
    /** The same on a GPU, which needs larger matrix multiplications to be busy. */
    private static final long GPU_ATTENTION_BYTES = 512L << 20;

    private final OwnedResources owned;
    private final LlamaConfig config;
    private final DataType type;
    private final InferenceWeights weights;
    private final SessionSettings settings;
    private final int maxPositions;
    private final int tokenBudget;
    private final long maxPairs;
    private final int headChunks;
    /** By number of head chunks: one for passes whose logits fit at once, and one for others, opened on first use. */
    private final Map<Integer, ModelSession> sessions = new HashMap<>();

    /**
     * A session on weights that someone else owns.
     *
     * @param parameters   the weights of {@code config}, by their Hugging Face names: all in fp32 or all but the norms'
     *                     in {@link dev.smoltulu.runtime.Device#inferenceType}
     * @param maxPositions maximum length of a sequence, in tokens that the model is fed
     * @param tokenBudget  maximum tokens of one pass; a longer group makes a pass of its own
     */
    public ScoringSession(
            LlamaConfig config,
            Map<String, Tensor> parameters,
            int maxPositions,
            int tokenBudget,
            SessionSettings settings) {
        this.config = config;
        this.type = settings.device().inferenceType();
        this.settings = settings;
        this.maxPositions = maxPositions;
        this.tokenBudget = tokenBudget;
        long attentionBytes = type == DataType.FLOAT ? ATTENTION_BYTES : GPU_ATTENTION_BYTES;
        this.maxPairs = attentionBytes / Float.BYTES / config.heads();
        this.headChunks = HeadChunks.of(Math.max(tokenBudget, maxPositions), config.vocabSize());
        try (OwnedResources opening = new OwnedResources()) {
            this.weights = opening.own(new InferenceWeights(config, parameters, type, settings));
            sessions.put(1, open(1, opening));
            this.owned = opening.release();
        }
    }

    private ModelSession open(int chunks, OwnedResources owner) {
        ModelSession session =
                owner.own(new ModelSession(ScoringGraph.of(config, maxPositions, chunks, type), settings));
        weights.tensors().forEach(session::bindInput);
        return session;
    }

    /**
     * Cuts work into forward passes, the longest groups first.
     *
     * @param items what is scored, in any order
     * @param group an item's sequences
     */
    public <T> List<List<T>> passes(List<T> items, Function<T, ScoredGroup> group) {
        return TokenBudget.groups(
                items,
                item -> {
                    ScoredGroup scored = group.apply(item);
                    return Math.max(scored.length(), scored.scored());
                },
                tokenBudget,
                maxPairs);
    }

    /**
     * Scores all sequences of {@code groups} in one forward pass; see {@link #passes} for how many go together.
     *
     * @param groups at least one
     * @return for each group the scores of its sequences, in order
     */
    public List<List<TokenScores>> score(List<ScoredGroup> groups) {
        groups.stream().flatMap(group -> group.sequences().stream()).forEach(this::requireFitting);
        PackedTokens tokens =
                PackedTokens.ofTrees(groups.stream().map(ScoredGroup::tree).toList());
        int scored = groups.stream().mapToInt(ScoredGroup::scored).sum();
        int chunks = HeadChunks.of(scored, config.vocabSize()) == 1 ? 1 : headChunks;
        int targets = (scored + chunks - 1) / chunks * chunks;
        long[] positions = new long[targets];
        long[] ids = new long[targets];
        int target = 0;
        for (int row = 0; row < groups.size(); row++) {
            ScoredGroup group = groups.get(row);
            for (int n = 0; n < group.sequences().size(); n++) {
                ScoredSequence sequence = group.sequences().get(n);
                int[] path = group.tree().paths().get(n);
                for (int i = sequence.length() - sequence.scored(); i < sequence.length(); i++, target++) {
                    positions[target] = tokens.starts()[row] + path[i];
                    ids[target] = sequence.tokens()[i + 1];
                }
            }
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>(tokens.feeds());
        feeds.put(TargetInputs.POSITIONS, new HostTensor.Longs(positions, targets));
        feeds.put(TargetInputs.IDS, new HostTensor.Longs(ids, targets));
        weights.refresh();
        return run(sessions.computeIfAbsent(chunks, wanted -> open(wanted, owned)), feeds, ids, groups);
    }

    private static List<List<TokenScores>> run(
            ModelSession session, Map<String, HostTensor> feeds, long[] ids, List<ScoredGroup> groups) {
        try (Tensor logProbs = Tensor.zeros(DataType.FLOAT, ids.length);
                Tensor topIds = Tensor.zeros(DataType.INT64, ids.length)) {
            session.bindOutput(ScoringGraph.LOG_PROBS, logProbs);
            session.bindOutput(ScoringGraph.TOP_IDS, topIds);
            HostTensor.feed(feeds, tensors -> {
                tensors.forEach(session::bindInput);
                session.run();
            });
            LongBuffer targets = LongBuffer.wrap(ids);
            FloatBuffer scores = logProbs.floats();
            LongBuffer tops = topIds.buffer().asLongBuffer();
            return groups.stream()
                    .map(group -> group.sequences().stream()
                            .map(sequence -> next(sequence.scored(), targets, scores, tops))
                            .toList())
                    .toList();
        }
    }

    /** The scores of the next {@code count} targets. */
    private static TokenScores next(int count, LongBuffer targets, FloatBuffer scores, LongBuffer tops) {
        float[] logProbs = new float[count];
        boolean[] mostLikely = new boolean[count];
        for (int i = 0; i < count; i++) {
            logProbs[i] = scores.get();
            mostLikely[i] = tops.get() == targets.get();
        }
        return new TokenScores(logProbs, mostLikely);
    }

    private void requireFitting(ScoredSequence sequence) {
        if (sequence.length() > maxPositions) {
            throw new IllegalArgumentException(
                    "a sequence of " + sequence.length() + " tokens; at most " + maxPositions + " were announced");
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
