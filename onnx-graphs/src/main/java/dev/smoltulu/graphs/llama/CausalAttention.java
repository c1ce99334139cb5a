package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Grouped-query causal attention over packed tokens, with its derivative.
 *
 * <p>The query heads that share one key head are stacked along the rows of one matrix, so keys and values are never
 * repeated. Shapes: T tokens, B batch, S sequence, K key heads, G query heads a key head, D head size.
 */
final class CausalAttention implements Attention {

    private final Operators ops;
    private final TokenInputs tokens;
    private final int kvHeads;
    private final int groups;
    private final int headDim;
    private final Value mask;

    CausalAttention(Operators ops, LlamaConfig config, TokenInputs tokens, DataType type) {
        this.ops = ops;
        this.tokens = tokens;
        this.kvHeads = config.kvHeads();
        this.groups = config.heads() / config.kvHeads();
        this.headDim = config.headDim();
        this.mask = causalMask(type);
    }

    /** [T, K*G*D], [T, K*D] and [T, K*D] to [T, K*G*D], the same in every layer. */
    @Override
    public Value attend(int layer, Value q, Value k, Value v) {
        float scale = (float) (1 / Math.sqrt(headDim));
        Value[] saved = new Value[4];
        return ops.graph().differentiable("attention", List.of(q, k, v), () -> {
            Value queries = stackGroups(q);
            Value keys = toSlots(k);
            Value values = toSlots(v);
            Value scores = ops.matMul(queries, false, keys, true, scale);
            Value weights = ops.softmax(ops.add(scores, mask));
            saved[0] = queries;
            saved[1] = keys;
            saved[2] = values;
            saved[3] = weights;
            return unstackGroups(ops.matMul(weights, values));
        }, out -> (gradient, at) -> derivative(gradient, at.apply(out), saved, scale, at));
    }

    /**
     * With P the weights and dP = dO V', the softmax's derivative is P * (dP - rowsum(dP * P)), and the row sums equal
     * rowsum(dO * O), which needs no pass over a [S, S] matrix (Dao et al., arXiv 2205.14135, appendix B.2).
     */
    private List<Value> derivative(Value gradient, Value out, Value[] saved, float scale, UnaryOperator<Value> at) {
        Value queries = at.apply(saved[0]);
        Value keys = at.apply(saved[1]);
        Value values = at.apply(saved[2]);
        Value weights = at.apply(saved[3]);
        Value dOut = stackGroups(gradient);
        Value dWeights = ops.matMul(dOut, false, values, true, 1f);
        Value dScores = ops.mul(ops.sub(dWeights, rowSums(gradient, out)), weights);
        Value dValues = ops.matMul(weights, true, dOut, false, 1f);
        Value dQueries = ops.matMul(dScores, false, keys, false, scale);
        Value dKeys = ops.matMul(dScores, true, queries, false, scale);
        return List.of(unstackGroups(dQueries), toTokens(dKeys), toTokens(dValues));
    }

    /** sum over D of a * b per query head: two [T, K*G*D] to [B, K, G*S, 1]. */
    private Value rowSums(Value a, Value b) {
        Dim t = a.shape().dim(0);
        Value product = ops.reshape(ops.mul(a, b), Shape.of(t, Dim.of(kvHeads * groups), Dim.of(headDim)));
        Value slots = ops.gather(ops.reduceSum(product, false, -1), tokens.slotTokens(), 0);
        Shape shape = Shape.of(TokenInputs.BATCH, Dim.of(kvHeads), groupRows(), Dim.of(1));
        return ops.reshape(ops.transpose(slots, 0, 2, 1), shape);
    }

    /** [T, K*G*D] to [B, K, G*S, D]. */
    private Value stackGroups(Value x) {
        Value slots = ops.gather(x, tokens.slotTokens(), 0);
        Value split = ops.reshape(slots, Shape.of(TokenInputs.BATCH, TokenInputs.SEQUENCE, Dim.of(kvHeads),
                Dim.of(groups), Dim.of(headDim)));
        Shape stacked = Shape.of(TokenInputs.BATCH, Dim.of(kvHeads), groupRows(), Dim.of(headDim));
        return ops.reshape(ops.transpose(split, 0, 2, 3, 1, 4), stacked);
    }

    /** [B, K, G*S, D] to [T, K*G*D]. */
    private Value unstackGroups(Value x) {
        Value split = ops.reshape(x, Shape.of(TokenInputs.BATCH, Dim.of(kvHeads), Dim.of(groups),
                TokenInputs.SEQUENCE, Dim.of(headDim)));
        return rows(ops.transpose(split, 0, 3, 1, 2, 4), kvHeads * groups * headDim);
    }

    /** [T, K*D] to [B, K, S, D]. */
    private Value toSlots(Value x) {
        Value slots = ops.gather(x, tokens.slotTokens(), 0);
        Value split = ops.reshape(slots, Shape.of(TokenInputs.BATCH, TokenInputs.SEQUENCE, Dim.of(kvHeads),
                Dim.of(headDim)));
        return ops.transpose(split, 0, 2, 1, 3);
    }

    /** [B, K, S, D] to [T, K*D]. */
    private Value toTokens(Value x) {
        return rows(ops.transpose(x, 0, 2, 1, 3), kvHeads * headDim);
    }

    private Value rows(Value slots, int width) {
        Dim all = TokenInputs.BATCH.times(TokenInputs.SEQUENCE);
        return ops.gather(ops.reshape(slots, Shape.of(all, Dim.of(width))), tokens.tokenSlots(), 0);
    }

    private Dim groupRows() {
        return TokenInputs.SEQUENCE.times(Dim.of(groups));
    }

    /**
     * [G*S, S], or [B, 1, G*S, S] where rows hold trees: 0 where a row may look, -infinity at later positions and at
     * other branches. Free slots only ever follow a sequence.
     */
    private Value causalMask(DataType type) {
        Value extent = ops.reshape(ops.extent(tokens.slotTokens(), 1), Shape.SCALAR);
        Value positions = ops.range(extent, TokenInputs.SEQUENCE);
        Value rows = ops.reshape(positions, Shape.of(TokenInputs.SEQUENCE, Dim.of(1)));
        Value hidden = ops.graph().constant("hidden",
                Constant.real(type, Shape.SCALAR, Double.NEGATIVE_INFINITY));
        Value square = ops.where(ops.lessOrEqual(positions, rows), ops.scalar(type, 0), hidden);
        if (tokens.slotEnds().isEmpty()) {
            return ops.concat(Collections.nCopies(groups, square), 0, Shape.of(groupRows(), TokenInputs.SEQUENCE));
        }
        Value ends = ops.reshape(tokens.slotEnds().get(),
                Shape.of(TokenInputs.BATCH, Dim.of(1), Dim.of(1), TokenInputs.SEQUENCE));
        Value branches = ops.where(ops.lessOrEqual(ends, rows), hidden, square);
        return ops.concat(Collections.nCopies(groups, branches), 2,
                Shape.of(TokenInputs.BATCH, Dim.of(1), groupRows(), TokenInputs.SEQUENCE));
    }
}
