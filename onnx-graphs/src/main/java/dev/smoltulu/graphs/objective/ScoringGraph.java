package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.ModelValues;
import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.llama.TreeAttention;
import dev.smoltulu.graphs.precision.MixedPrecision;

/**
 * How likely given tokens are: forward pass only, from {@link TokenInputs}, {@link TokenInputs#SLOT_ENDS}, the
 * parameters and two of {@link TargetInputs} ({@code positions}, {@code ids}) to one log-probability a target.
 */
public final class ScoringGraph {

    /** Output 0: the targets' log-probabilities in nats, float [targets]. */
    public static final String LOG_PROBS = "log_probs";

    /** Output 1: the most likely id in each target's place, of equally likely ones the lowest, int64 [targets]. */
    public static final String TOP_IDS = "top_ids";

    private ScoringGraph() {}

    /** The graph for models of {@code config} in fp32, as {@link #of(LlamaConfig, int, int, DataType)}. */
    public static Graph of(LlamaConfig config, int maxPositions, int headChunks) {
        return of(config, maxPositions, headChunks, DataType.FLOAT);
    }

    /**
     * The graph for models of {@code config}.
     *
     * @param maxPositions positions that may occur: the longest sequence that will be fed, in tokens
     * @param headChunks   parts that the head works through one after the other; divides the number of targets
     * @param type         of the parameters and of products: FLOAT with the fused attention, BFLOAT16 without it, for
     *                     on a GPU it takes no mask
     */
    public static Graph of(LlamaConfig config, int maxPositions, int headChunks, DataType type) {
        Graph graph = new Graph("smoltulu_scoring");
        Operators ops = new Operators(graph);
        TokenInputs tokens = TokenInputs.declareTrees(graph);
        Shape targets = Shape.of(Dim.named("targets").times(Dim.of(headChunks)));
        Value positions = graph.input(TargetInputs.POSITIONS, DataType.INT64, targets);
        Value ids = graph.input(TargetInputs.IDS, DataType.INT64, targets);
        ModelValues parameters = ModelValues.declare(graph, config, type);
        LlamaDecoder decoder = type == DataType.FLOAT
                ? new LlamaDecoder(
                        graph, config, parameters, tokens, maxPositions, new TreeAttention(graph, config, tokens))
                : new LlamaDecoder(graph, config, parameters, tokens, maxPositions);
        Value hidden = decoder.hiddenStates();
        TokenLogProbs.Scores scores = graph.scoped("score", () -> {
            Value scored = decoder.finalNorm(ops.gather(hidden, positions, 0));
            return new TokenLogProbs(ops, headChunks).scores(scored, parameters.head(), ids);
        });
        graph.output(LOG_PROBS, scores.logProbs());
        graph.output(TOP_IDS, scores.topIds());
        graph.placeAnchors();
        // Attention's own two products are what is left in fp32.
        return type == DataType.FLOAT ? graph : MixedPrecision.of(graph);
    }
}
