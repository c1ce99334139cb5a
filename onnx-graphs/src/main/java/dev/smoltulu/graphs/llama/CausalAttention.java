package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Grouped-query causal attention over packed tokens, softmax(q k' / sqrt(D)) v, with its derivative. Queries are taken
 * block by block, see {@link QueryBlocks}. Of a layer only queries, keys, values and the result live until its backward
 * pass, which computes scores and weights again, also block by block (Dao et al., arXiv 2205.14135).
 *
 * <p>The query heads that share one key head are stacked along the rows of one matrix, so keys and values are never
 * repeated. Shapes: T tokens, B batch, S sequence, K key heads, G query heads per key head, D head size; s and t are a
 * block's queries and keys.
 */
final class CausalAttention implements PackedBlocks.Attention {

    private final Operators ops;
    private final TokenInputs tokens;
    private final int kvHeads;
    private final int groups;
    private final int headDim;
    private final float scale;
    private final QueryBlocks blocks;

    CausalAttention(Operators ops, LlamaConfig config, TokenInputs tokens, DataType type, int blocks) {
        this.ops = ops;
        this.tokens = tokens;
        this.kvHeads = config.kvHeads();
        this.groups = config.heads() / config.kvHeads();
        this.headDim = config.headDim();
        this.scale = (float) (1 / Math.sqrt(headDim));
        this.blocks = new QueryBlocks(ops, tokens, groups, type, blocks);
    }

    /** [T, K*G*D], [T, K*D] and [T, K*D] to [T, K*G*D], the same in every layer. */
    @Override
    public Value attend(int layer, Value q, Value k, Value v) {
        return ops.graph()
                .differentiable(
                        "attention",
                        List.of(q, k, v),
                        () -> {
                            Value keys = toSlots(k);
                            Value values = toSlots(v);
                            List<Value> parts = new ArrayList<>();
                            for (QueryBlocks.Block block : blocks.all()) {
                                Value weights = weights(stackGroups(q, block.slots()), upTo(keys, block), block);
                                parts.add(unstackGroups(ops.matMul(weights, upTo(values, block)), block));
                            }
                            return joined(parts);
                        },
                        out -> (gradient, at) ->
                                derivative(gradient, at.apply(out), at.apply(q), at.apply(k), at.apply(v)));
    }

    /**
     * With P the weights and dP = dO V', the softmax's derivative is P * (dP - rowsum(dP * P)), and the row sums equal
     * rowsum(dO * O), which needs no pass over a [S, S] matrix (Dao et al., appendix B.2). A block's first slot is
     * computed from the extent of the results of the block before. So ONNX Runtime cannot start a block before they are
     * there, whatever its order, and only one block's weights exist at a time.
     */
    private List<Value> derivative(Value gradient, Value out, Value q, Value k, Value v) {
        Value keys = toSlots(k);
        Value values = toSlots(v);
        Value sums = rowSums(gradient, out);
        List<Value> dQueries = new ArrayList<>();
        Value dKeys = null;
        Value dValues = null;
        QueryBlocks.Block before = null;
        for (QueryBlocks.Block block : blocks.all()) {
            Value slots = before == null
                    ? block.slots()
                    : blocks.slots(
                            block,
                            ops.max(
                                    ops.max(ops.extent(dKeys, 2), ops.extent(dValues, 2)),
                                    ops.add(before.start(), ops.extent(dQueries.get(dQueries.size() - 1), 1))));
            Value queries = stackGroups(q, slots);
            Value dOut = stackGroups(gradient, slots);
            Value blockKeys = upTo(keys, block);
            Value weights = weights(queries, blockKeys, block);
            Value dWeights = ops.matMul(dOut, false, upTo(values, block), true, 1f);
            Value dScores = ops.mul(ops.sub(dWeights, stackSums(sums, slots)), weights);
            dValues = extended(dValues, before, ops.matMul(weights, true, dOut, false, 1f), block);
            dQueries.add(unstackGroups(ops.matMul(dScores, false, blockKeys, false, scale), block));
            dKeys = extended(dKeys, before, ops.matMul(dScores, true, queries, false, scale), block);
            before = block;
        }
        return List.of(joined(dQueries), toTokens(dKeys), toTokens(dValues));
    }

    /** [B, K, G*s, D] and [B, K, t, D] to [B, K, G*s, t]. */
    private Value weights(Value queries, Value keys, QueryBlocks.Block block) {
        return ops.softmax(ops.add(ops.matMul(queries, false, keys, true, scale), block.mask()));
    }

    /** The sum over blocks of [B, K, t, D]: {@code sum}, which goes up to the end of {@code before}, and one more. */
    private Value extended(Value sum, QueryBlocks.Block before, Value part, QueryBlocks.Block block) {
        if (sum == null) {
            return part;
        }
        Value known = ops.slice(part, 2, ops.int64s(0), before.end(), before.keys());
        Value fresh = ops.slice(part, 2, before.end(), block.end(), block.queries());
        return ops.concat(List.of(ops.add(sum, known), fresh), 2, part.shape());
    }

    /** The first t slots of [B, K, S, D]. */
    private Value upTo(Value slots, QueryBlocks.Block block) {
        return block.keys().equals(TokenInputs.SEQUENCE)
                ? slots
                : ops.slice(slots, 2, ops.int64s(0), block.end(), block.keys());
    }

    /** sum over D of a * b per query head: two [T, K*G*D] to [T, K*G]. */
    private Value rowSums(Value a, Value b) {
        Dim t = a.shape().dim(0);
        Value heads = ops.reshape(ops.mul(a, b), Shape.of(t, Dim.of(kvHeads * groups), Dim.of(headDim)));
        return ops.reduceSum(heads, false, -1);
    }

    /** [T, K*G] to [B, K, G*s, 1]. */
    private Value stackSums(Value sums, Value slots) {
        Shape stacked = Shape.of(
                TokenInputs.BATCH, Dim.of(kvHeads), stackedRows(slots.shape().dim(1)), Dim.of(1));
        return ops.reshape(ops.transpose(ops.gather(sums, slots, 0), 0, 2, 1), stacked);
    }

    /** The rows of [T, K*G*D] in {@code slots}, as [B, K, G*s, D]. */
    private Value stackGroups(Value x, Value slots) {
        Dim queries = slots.shape().dim(1);
        Value split = ops.reshape(
                ops.gather(x, slots, 0),
                Shape.of(TokenInputs.BATCH, queries, Dim.of(kvHeads), Dim.of(groups), Dim.of(headDim)));
        Shape stacked = Shape.of(TokenInputs.BATCH, Dim.of(kvHeads), stackedRows(queries), Dim.of(headDim));
        return ops.reshape(ops.transpose(split, 0, 2, 3, 1, 4), stacked);
    }

    /** [B, K, G*s, D] to [B, s, K, G, D]. */
    private Value unstackGroups(Value x, QueryBlocks.Block block) {
        Value split = ops.reshape(
                x, Shape.of(TokenInputs.BATCH, Dim.of(kvHeads), Dim.of(groups), block.queries(), Dim.of(headDim)));
        return ops.transpose(split, 0, 3, 1, 2, 4);
    }

    /** All blocks' [B, s, K, G, D] to [T, K*G*D]. */
    private Value joined(List<Value> parts) {
        Shape whole = parts.get(0).shape().with(1, TokenInputs.SEQUENCE);
        return tokens.toTokens(ops, ops.concat(parts, 1, whole));
    }

    /** [T, K*D] to [B, K, S, D]. */
    private Value toSlots(Value x) {
        Value split = ops.reshape(
                tokens.toSlots(ops, x),
                Shape.of(TokenInputs.BATCH, TokenInputs.SEQUENCE, Dim.of(kvHeads), Dim.of(headDim)));
        return ops.transpose(split, 0, 2, 1, 3);
    }

    /** [B, K, S, D] to [T, K*D]. */
    private Value toTokens(Value x) {
        return tokens.toTokens(ops, ops.transpose(x, 0, 2, 1, 3));
    }

    private Dim stackedRows(Dim queries) {
        return queries.times(Dim.of(groups));
    }
}
