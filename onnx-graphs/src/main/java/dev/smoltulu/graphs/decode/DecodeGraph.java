package dev.smoltulu.graphs.decode;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.FusedHeads;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.ModelValues;
import dev.smoltulu.graphs.llama.PackedBlocks;
import dev.smoltulu.graphs.llama.TokenInputs;
import java.util.List;

/**
 * One step of generation: new tokens of some sequences in, the logits of each sequence's next token out. The same graph
 * reads whole prompts and continues token by token. {@link NextTokenGraph} makes tokens of the logits.
 *
 * <p>Inputs are {@link TokenInputs} (positions count the cached tokens too), the parameters, the three below, and the
 * caches, which must be bound to the same memory as input and as output. A cache's content beyond a row's length is
 * never read.
 */
public final class DecodeGraph {

    /** The position of each row's last new token, int32 [batch]. */
    public static final String LAST_POSITIONS = "last_positions";
    /** Tokens of the longest row, cached and new, int32 [1]. */
    public static final String TOTAL_LENGTH = "total_length";
    /** The place of each row's last new token in the packed tokens, int64 [batch]. */
    public static final String LAST_TOKENS = "last_tokens";

    /** Of each row's next token, float [batch, vocabulary]. */
    public static final String LOGITS = "logits";

    private static final Dim CAPACITY = Dim.named("capacity");

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
     * @param type of the parameters, of matrix multiplications and of the cache: FLOAT, FLOAT16 or BFLOAT16
     */
    public static Graph of(LlamaConfig config, DataType type) {
        Graph graph = new Graph("smoltulu_decode");
        return complete(graph, config, ModelValues.declare(graph, config, type));
    }

    /** The same graph with the parameters as its weights, which ONNX Runtime lays out for multiplication once. */
    public static Graph ofFixed(LlamaConfig config, DataType type) {
        Graph graph = new Graph("smoltulu_decode_fixed");
        return complete(graph, config, ModelValues.declareFixed(graph, config, type));
    }

    private static Graph complete(Graph graph, LlamaConfig config, ModelValues parameters) {
        Operators ops = new Operators(graph);
        TokenInputs tokens = TokenInputs.declare(graph);
        CachedAttention attention = new CachedAttention(
                ops,
                config,
                parameters.type(),
                tokens,
                graph.input(LAST_POSITIONS, DataType.INT32, Shape.of(TokenInputs.BATCH)),
                graph.input(TOTAL_LENGTH, DataType.INT32, Shape.of(1)));
        Value lastTokens = graph.input(LAST_TOKENS, DataType.INT64, Shape.of(TokenInputs.BATCH));
        LlamaDecoder decoder = new LlamaDecoder(
                graph,
                config,
                tokens.ids(),
                parameters,
                PackedBlocks.of(graph, config, parameters.type(), tokens, config.maxPositions(), attention));
        Value hidden = decoder.hiddenStates();
        graph.scoped("head", () -> {
            Value last = decoder.finalNorm(ops.gather(hidden, lastTokens, 0));
            Value logits = ops.cast(decoder.logits(last), DataType.FLOAT);
            graph.output(LOGITS, logits);
            return logits;
        });
        return graph;
    }

    /**
     * Fused attention of new tokens to the cached ones and to themselves. Each layer declares its caches as inputs and
     * returns them as outputs.
     *
     * @param lastPositions the position of each row's last token, int32 [batch]
     * @param totalLength   tokens of the longest row, cached ones included, int32 [1]
     */
    private record CachedAttention(
            Operators ops,
            LlamaConfig config,
            DataType type,
            TokenInputs tokens,
            Value lastPositions,
            Value totalLength)
            implements PackedBlocks.Attention {

        @Override
        public Value attend(int layer, Value q, Value k, Value v) {
            Graph graph = ops.graph();
            FusedHeads heads = new FusedHeads(ops, config, type);
            Shape cache =
                    Shape.of(TokenInputs.BATCH, Dim.of(config.kvHeads()), CAPACITY, Dim.of(FusedHeads.size(config)));
            Value pastKey = graph.input(pastKey(layer), type, cache);
            Value pastValue = graph.input(pastValue(layer), type, cache);
            List<Value> results = heads.attention(lastPositions, totalLength)
                    .attend(
                            tokens.toSlots(ops, heads.widen(q)),
                            tokens.toSlots(ops, heads.widen(k)),
                            tokens.toSlots(ops, heads.widen(v)),
                            pastKey,
                            pastValue);
            graph.output(presentKey(layer), results.get(1));
            graph.output(presentValue(layer), results.get(2));
            return heads.narrow(tokens.toTokens(ops, results.get(0)));
        }
    }
}
