package dev.smoltulu.graphs.decode;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.ModelValues;
import dev.smoltulu.graphs.llama.TokenInputs;

/**
 * One step of generation: new tokens of some sequences in, the logits of each sequence's next token out. The same graph
 * reads whole prompts and goes on token by token. {@link NextTokenGraph} makes tokens of the logits.
 *
 * <p>Inputs are {@link TokenInputs} (positions count the cached tokens too), the parameters, the three below, and the
 * caches, which must be bound to the same memory as input and as output. What a cache holds behind a row's length is
 * never read.
 */
public final class DecodeGraph {

    /** The position of each row's last new token, int32 [batch]. */
    public static final String LAST_POSITIONS = "last_positions";
    /** Tokens of the longest row, cached and new, int32 [1]. */
    public static final String TOTAL_LENGTH = "total_length";
    /** Where each row's last new token stands among the packed tokens, int64 [batch]. */
    public static final String LAST_TOKENS = "last_tokens";

    /** Of each row's next token, float [batch, vocabulary]. */
    public static final String LOGITS = "logits";

    private DecodeGraph() {}

    /** A layer's keys before the step, [batch, key heads, capacity, head size]. */
    public static String pastKey(int layer) {
        return "past." + layer + ".key";
    }

    /** A layer's values before the step, like {@link #pastKey}. */
    public static String pastValue(int layer) {
        return "past." + layer + ".value";
    }

    /** A layer's keys after the step. */
    public static String presentKey(int layer) {
        return "present." + layer + ".key";
    }

    /** A layer's values after the step. */
    public static String presentValue(int layer) {
        return "present." + layer + ".value";
    }

    /**
     * The graph for models of {@code config}, for any batch and any cache up to the model's positions.
     *
     * @param type of the parameters, of products and of the cache: FLOAT, FLOAT16 or BFLOAT16
     */
    public static Graph of(LlamaConfig config, DataType type) {
        Graph graph = new Graph("smoltulu_decode");
        return complete(graph, config, ModelValues.declare(graph, config, type));
    }

    /** The same graph with the parameters as its weights, which whoever loads it prepares for products once. */
    public static Graph ofFixed(LlamaConfig config, DataType type) {
        Graph graph = new Graph("smoltulu_decode_fixed");
        return complete(graph, config, ModelValues.declareFixed(graph, config, type));
    }

    private static Graph complete(Graph graph, LlamaConfig config, ModelValues parameters) {
        DataType type = parameters.embedding().type();
        Operators ops = new Operators(graph);
        TokenInputs tokens = TokenInputs.declare(graph);
        Value lastPositions = graph.input(LAST_POSITIONS, DataType.INT32, Shape.of(TokenInputs.BATCH));
        Value totalLength = graph.input(TOTAL_LENGTH, DataType.INT32, Shape.of(1));
        Value lastTokens = graph.input(LAST_TOKENS, DataType.INT64, Shape.of(TokenInputs.BATCH));
        LlamaDecoder decoder = new LlamaDecoder(
                graph,
                config,
                parameters,
                tokens,
                config.maxPositions(),
                new CachedAttention(ops, config, tokens, type, lastPositions, totalLength));
        Value hidden = decoder.hiddenStates();
        graph.scoped("head", () -> {
            Value last = decoder.finalNorm(ops.gather(hidden, lastTokens, 0));
            Value logits = ops.cast(ops.matMul(last, false, parameters.head(), true, 1f), DataType.FLOAT);
            graph.output(LOGITS, logits);
            return logits;
        });
        return graph;
    }
}
