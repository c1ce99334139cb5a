package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.GroupQueryAttention;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.FusedHeads;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.ModelValues;
import dev.smoltulu.graphs.llama.PackedBlocks;
import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.precision.MixedPrecision;

/**
 * The log-probabilities of given tokens: forward pass only, from {@link TokenInputs} with
 * {@link TokenInputs#SLOT_ENDS}, the parameters and two of {@link TargetInputs} ({@code positions}, {@code ids}) to one
 * log-probability per target.
 */
public final class ScoringGraph {

    /** Output 0: the targets' log-probabilities in nats, float [targets]. */
    public static final String LOG_PROBS = "log_probs";

    /**
     * Output 1: the model's likeliest id at each target's place, of equally likely ones the lowest, int64 [targets].
     */
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
     * @param type         of the parameters and of matrix multiplications: FLOAT with fused attention, BFLOAT16 without
     *                     it, because the CUDA kernel takes no mask
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
                        graph,
                        config,
                        tokens.ids(),
                        parameters,
                        PackedBlocks.of(
                                graph, config, type, tokens, maxPositions, new TreeAttention(ops, config, tokens)))
                : LlamaDecoder.trainable(graph, config, parameters, tokens, maxPositions);
        Value hidden = decoder.hiddenStates();
        TokenLogProbs.Scores scores = graph.scoped("score", () -> {
            Value scored = decoder.finalNorm(ops.gather(hidden, positions, 0));
            return new TokenLogProbs(ops, headChunks).scores(scored, parameters.head(), ids);
        });
        graph.output(LOG_PROBS, scores.logProbs());
        graph.output(TOP_IDS, scores.topIds());
        graph.placeAnchors();
        // Attention's own two multiplications are what is left in fp32.
        return type == DataType.FLOAT ? graph : MixedPrecision.of(graph);
    }

    /**
     * Causal attention where each row of slots holds a tree of sequences: a prefix that sequences share occurs once. A
     * row's slots are the tree's nodes in pre-order, so a node's descendants are one range of slots, and slot i attends
     * to slot j where j &lt;= i &lt; {@code slot_ends[j]}. The kernel is ONNX Runtime's fused GroupQueryAttention
     * without a cache, in fp32 on the CPU.
     */
    private static final class TreeAttention implements PackedBlocks.Attention {

        private final Operators ops;
        private final TokenInputs tokens;
        private final FusedHeads heads;
        private final Value mask;
        private final GroupQueryAttention attention;

        TreeAttention(Operators ops, LlamaConfig config, TokenInputs tokens) {
            this.ops = ops;
            this.tokens = tokens;
            this.heads = new FusedHeads(ops, config, DataType.FLOAT);
            Value ends = tokens.slotEnds().orElseThrow();
            Value extent = ops.extent(ends, 1);
            Value last = ops.sub(extent, ops.scalar(DataType.INT64, 1));
            this.mask = mask(ends, extent);
            Value length = ops.cast(extent, DataType.INT32);
            Value lastSlots =
                    ops.cast(ops.expandLike(last, ops.gather(ends, ops.scalar(DataType.INT64, 0), 1)), DataType.INT32);
            this.attention = heads.attention(lastSlots, length);
        }

        @Override
        public Value attend(int layer, Value q, Value k, Value v) {
            Value slots = attention.attend(toSlots(q), toSlots(k), toSlots(v), mask);
            return heads.narrow(tokens.toTokens(ops, slots));
        }

        private Value toSlots(Value x) {
            return tokens.toSlots(ops, heads.widen(x));
        }

        /** [batch, 1, queries, keys]: 0 where a query attends to a key, -infinity elsewhere; the kernel is causal. */
        private Value mask(Value ends, Value extent) {
            Value slots = ops.range(ops.reshape(extent, Shape.SCALAR), TokenInputs.SEQUENCE);
            Value queries = ops.reshape(slots, Shape.of(TokenInputs.SEQUENCE, Dim.of(1)));
            Value keyEnds = ops.reshape(ends, Shape.of(TokenInputs.BATCH, Dim.of(1), Dim.of(1), TokenInputs.SEQUENCE));
            Value hidden = ops.graph()
                    .constant("hidden", Constant.real(DataType.FLOAT, Shape.SCALAR, Double.NEGATIVE_INFINITY));
            return ops.where(ops.lessOrEqual(keyEnds, queries), hidden, ops.scalar(DataType.FLOAT, 0));
        }
    }
}
