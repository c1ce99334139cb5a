package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;

/**
 * Causal attention of packed tokens for inference, where each row of slots holds a tree of sequences: prefixes that
 * sequences share stand in it once. A row's slots are the tree's nodes in pre-order, so what follows a node is one
 * range of slots, and slot i attends to slot j where j &lt;= i &lt; {@code slot_ends[j]}. The kernel is ONNX Runtime's
 * fused GroupQueryAttention without a cache, in fp32 on the CPU.
 */
public final class TreeAttention implements Attention {

    private final Operators ops;
    private final LlamaConfig config;
    private final TokenInputs tokens;
    private final FusedHeads heads;
    private final Value mask;
    private final Value lastKeys;
    private final Value length;

    /** Attention between {@code tokens} of {@link TokenInputs#declareTrees}. */
    public TreeAttention(Graph graph, LlamaConfig config, TokenInputs tokens) {
        this.ops = new Operators(graph);
        this.config = config;
        this.tokens = tokens;
        this.heads = new FusedHeads(ops, config, DataType.FLOAT);
        Value ends = tokens.slotEnds().orElseThrow();
        Value extent = ops.extent(ends, 1);
        Value last = ops.sub(extent, ops.scalar(DataType.INT64, 1));
        this.mask = mask(ends, extent);
        this.length = ops.cast(extent, DataType.INT32);
        this.lastKeys =
                ops.cast(ops.expandLike(last, ops.gather(ends, ops.scalar(DataType.INT64, 0), 1)), DataType.INT32);
    }

    @Override
    public Value attend(int layer, Value q, Value k, Value v) {
        Value slots = ops.groupQueryAttention(
                toSlots(q),
                toSlots(k),
                toSlots(v),
                lastKeys,
                length,
                mask,
                config.heads(),
                config.kvHeads(),
                heads.scale());
        Dim all = TokenInputs.BATCH.times(TokenInputs.SEQUENCE);
        Value rows = ops.reshape(slots, Shape.of(all, slots.shape().dim(2)));
        return heads.narrow(ops.gather(rows, tokens.tokenSlots(), 0));
    }

    private Value toSlots(Value x) {
        return ops.gather(heads.widen(x), tokens.slotTokens(), 0);
    }

    /** [batch, 1, queries, keys]: 0 where a query may look, -infinity elsewhere. The kernel is causal by itself. */
    private Value mask(Value ends, Value extent) {
        Value slots = ops.range(ops.reshape(extent, Shape.SCALAR), TokenInputs.SEQUENCE);
        Value queries = ops.reshape(slots, Shape.of(TokenInputs.SEQUENCE, Dim.of(1)));
        Value keyEnds = ops.reshape(ends, Shape.of(TokenInputs.BATCH, Dim.of(1), Dim.of(1), TokenInputs.SEQUENCE));
        Value hidden =
                ops.graph().constant("hidden", Constant.real(DataType.FLOAT, Shape.SCALAR, Double.NEGATIVE_INFINITY));
        return ops.where(ops.lessOrEqual(keyEnds, queries), hidden, ops.scalar(DataType.FLOAT, 0));
    }
}
