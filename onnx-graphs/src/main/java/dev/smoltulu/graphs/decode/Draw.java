package dev.smoltulu.graphs.decode;

import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.TokenInputs;
import java.util.List;

/**
 * Draws one place from each row of weights by inverse transform sampling, with one given uniform number per row. ONNX
 * Runtime's cumulative sum on a GPU adds all elements before each one anew, so rows are worked on in blocks of about
 * the root of their length: first a block is drawn, then a place within it. A weight of zero is never drawn.
 *
 * <p>Shapes: B batch, V weights per row, N blocks of M.
 */
final class Draw {

    /** Just below 1: a cumulative sum's last element times this is below that element. */
    private static final double BELOW_ONE = 1 - 0x1p-23;

    private final Operators ops;
    private final int weights;
    private final int blocks;
    private final int size;
    private final Value uniforms;

    /** @param uniforms in [0, 1) and of at most 24 bits, float [B, 1] */
    Draw(Operators ops, int weights, Value uniforms) {
        this.ops = ops;
        this.weights = weights;
        this.size = (int) Math.ceil(Math.sqrt(weights));
        this.blocks = (weights + size - 1) / size;
        this.uniforms = uniforms;
    }

    /**
     * The result of a draw.
     *
     * @param place int64 [B, 1]
     * @param total the weights' sum, float [B, 1]
     */
    record Drawn(Value place, Value total) {}

    /** Draws from non-negative weights, float [B, V], of which at least one per row is not zero. */
    Drawn from(Value row) {
        Value parts = inBlocks(row);
        Value sums = ops.reduceSum(parts, false, 2);
        Value before = ops.sumBefore(sums);
        Value upTo = ops.add(before, sums);
        Value total = last(upTo);
        Value target = ops.mul(uniforms, total);
        Value block = countUpTo(upTo, target);
        Value chosen = block(parts, block);
        Value innerUpTo = ops.add(ops.sumBefore(chosen), chosen);
        // The block's sum and its cumulative sum need not round alike.
        Value left = ops.sub(target, ops.gatherElements(before, block, 1));
        Value limit = ops.mul(last(innerUpTo), ops.scalar(DataType.FLOAT, BELOW_ONE));
        Value offset = countUpTo(innerUpTo, ops.where(ops.lessOrEqual(left, limit), left, limit));
        return new Drawn(ops.add(ops.mul(block, ops.scalar(DataType.INT64, size)), offset), total);
    }

    /** For each weight of [B, V] the sum of those before it in its row. */
    Value sumsBefore(Value row) {
        Value parts = inBlocks(row);
        Value before = ops.sumBefore(ops.reduceSum(parts, false, 2));
        Shape columns = Shape.of(TokenInputs.BATCH, Dim.of(blocks), Dim.of(1));
        Value sums = ops.add(ops.sumBefore(parts), ops.reshape(before, columns));
        Value flat = ops.reshape(sums, Shape.of(TokenInputs.BATCH, Dim.of(blocks * size)));
        return blocks * size == weights ? flat : ops.firstOfLastAxis(flat, weights);
    }

    /** [B, V] to [B, N, M], zeros at the end. */
    private Value inBlocks(Value row) {
        int padding = blocks * size - weights;
        Value padded = row;
        if (padding > 0) {
            Value none = ops.graph()
                    .constant("padding", Constant.real(DataType.FLOAT, Shape.of(1, padding), new double[padding]));
            padded = ops.concat(
                    List.of(row, ops.mul(uniforms, none)), 1, Shape.of(TokenInputs.BATCH, Dim.of(blocks * size)));
        }
        return ops.reshape(padded, Shape.of(TokenInputs.BATCH, Dim.of(blocks), Dim.of(size)));
    }

    /** Block {@code index} [B, 1] of each row: [B, M]. */
    private Value block(Value parts, Value index) {
        Value all = ops.graph().constant("whole_block", Constant.int64(Shape.of(1, 1, size), new long[size]));
        Value places = ops.add(ops.reshape(index, Shape.of(TokenInputs.BATCH, Dim.of(1), Dim.of(1))), all);
        return ops.reshape(ops.gatherElements(parts, places, 1), Shape.of(TokenInputs.BATCH, Dim.of(size)));
    }

    /** The number of each row's cumulative sums that are at most the row's {@code bound}: the next one's place. */
    private Value countUpTo(Value sums, Value bound) {
        Value reached = ops.cast(ops.lessOrEqual(sums, bound), DataType.FLOAT);
        return ops.cast(ops.reduceSum(reached, true, 1), DataType.INT64);
    }

    private Value last(Value row) {
        return ops.gather(row, ops.int64s(row.shape().dim(1).size() - 1), 1);
    }
}
