package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.Collections;
import java.util.List;

/**
 * A decoder's parts in ONNX's own operators. Sums over long rows (norms, softmax) are in float whatever the type of the
 * rest. Shapes: B batch, S new tokens, T total, K key heads, G query heads a key head, D head size.
 */
final class PortableBlocks implements DecoderBlocks {

    private final Operators ops;
    private final LlamaConfig config;
    private final DecoderInputs inputs;
    private final DataType type;
    private final int groups;
    private final Value cos;
    private final Value sin;
    private final Value mask;

    PortableBlocks(Operators ops, LlamaConfig config, DecoderInputs inputs, DataType type) {
        this.ops = ops;
        this.config = config;
        this.inputs = inputs;
        this.type = type;
        this.groups = config.heads() / config.kvHeads();
        RotaryTables tables = RotaryTables.of(ops.graph(), config, type);
        Value positions =
                ops.reshape(inputs.positions(), Shape.of(DecoderInputs.BATCH, DecoderInputs.SEQUENCE, Dim.of(1)));
        this.cos = ops.gather(tables.cos(), positions, 0);
        this.sin = ops.gather(tables.sin(), positions, 0);
        this.mask = ops.graph().scoped("mask", this::mask);
    }

    @Override
    public Value norm(Value x, Value scale) {
        Value wide = ops.cast(x, DataType.FLOAT);
        // ReduceMean would need opset 18.
        Value meanSquare = ops.mul(
                ops.reduceSum(ops.mul(wide, wide), true, -1), ops.scalar(DataType.FLOAT, 1.0 / config.hiddenSize()));
        Value rms = ops.sqrt(ops.add(meanSquare, ops.scalar(DataType.FLOAT, config.rmsNormEps())));
        return ops.mul(ops.cast(ops.div(wide, rms), type), scale);
    }

    @Override
    public Normed addAndNorm(Value x, Value skip, Value scale) {
        Value sum = ops.add(x, skip);
        return new Normed(sum, norm(sum, scale));
    }

    @Override
    public Attended attend(int layer, Value query, Value key, Value value) {
        int kvHeads = config.kvHeads();
        int headDim = config.headDim();
        Value q = rotate(inputs.rows(ops, query, config.heads(), headDim));
        Value k = ops.transpose(rotate(inputs.rows(ops, key, kvHeads, headDim)), 0, 2, 1, 3);
        Value v = ops.transpose(inputs.rows(ops, value, kvHeads, headDim), 0, 2, 1, 3);
        Shape present = DecoderInputs.cache(config, DecoderInputs.TOTAL);
        Value keys = ops.concat(List.of(inputs.pastKeys().get(layer), k), 2, present);
        Value values = ops.concat(List.of(inputs.pastValues().get(layer), v), 2, present);
        Value scaled = ops.mul(q, ops.scalar(type, 1 / Math.sqrt(headDim)));
        Value scores = ops.cast(ops.matMul(stackGroups(scaled), ops.transpose(keys, 0, 1, 3, 2)), DataType.FLOAT);
        Value weights = ops.cast(ops.softmax(ops.add(scores, mask)), type);
        return new Attended(unstackGroups(ops.matMul(weights, values)), keys, values);
    }

    /** Rotates the halves of each head of [B, S, heads, D] against each other. */
    private Value rotate(Value x) {
        List<Value> halves = ops.halves(x, 3);
        Value left = halves.get(0);
        Value right = halves.get(1);
        return ops.concat(
                List.of(
                        ops.sub(ops.mul(left, cos), ops.mul(right, sin)),
                        ops.add(ops.mul(right, cos), ops.mul(left, sin))),
                3,
                x.shape());
    }

    /** The query heads of one key head as rows of one matrix: [B, S, K*G, D] to [B, K, G*S, D]. */
    private Value stackGroups(Value q) {
        Dim kvHeads = Dim.of(config.kvHeads());
        Dim headDim = Dim.of(config.headDim());
        Value split =
                ops.reshape(q, Shape.of(DecoderInputs.BATCH, DecoderInputs.SEQUENCE, kvHeads, Dim.of(groups), headDim));
        return ops.reshape(
                ops.transpose(split, 0, 2, 3, 1, 4), Shape.of(DecoderInputs.BATCH, kvHeads, groupRows(), headDim));
    }

    /** [B, K, G*S, D] to [tokens, K*G*D]. */
    private Value unstackGroups(Value x) {
        Dim kvHeads = Dim.of(config.kvHeads());
        Value split = ops.reshape(
                x,
                Shape.of(
                        DecoderInputs.BATCH,
                        kvHeads,
                        Dim.of(groups),
                        DecoderInputs.SEQUENCE,
                        Dim.of(config.headDim())));
        return ops.reshape(
                ops.transpose(split, 0, 3, 1, 2, 4), Shape.of(DecoderInputs.TOKENS, Dim.of(config.querySize())));
    }

    private Dim groupRows() {
        return DecoderInputs.SEQUENCE.times(Dim.of(groups));
    }

    /**
     * [B, 1, G*S, T], added to scores: 0 where a new token may look, the lowest float at padding and later tokens. Not
     * infinity: rows of padding see nothing, and their softmax must stay a number.
     */
    private Value mask() {
        Value total = ops.scalarExtent(inputs.mask(), 1);
        Value sequence = ops.scalarExtent(inputs.ids(), 1);
        Value keys = ops.range(total, DecoderInputs.TOTAL);
        Value queries = ops.add(ops.range(sequence, DecoderInputs.SEQUENCE), ops.sub(total, sequence));
        Value rows = ops.reshape(queries, Shape.of(DecoderInputs.SEQUENCE, Dim.of(1)));
        Value hidden = ops.graph().constant("hidden", Constant.real(DataType.FLOAT, Shape.SCALAR, -Float.MAX_VALUE));
        Value tokens = ops.cast(
                ops.reshape(inputs.mask(), Shape.of(DecoderInputs.BATCH, Dim.of(1), Dim.of(1), DecoderInputs.TOTAL)),
                DataType.BOOL);
        Value unpadded = ops.where(tokens, ops.scalar(DataType.FLOAT, 0), hidden);
        Value square = ops.where(ops.lessOrEqual(keys, rows), unpadded, hidden);
        Shape stacked = Shape.of(DecoderInputs.BATCH, Dim.of(1), groupRows(), DecoderInputs.TOTAL);
        return ops.concat(Collections.nCopies(groups, square), 2, stacked);
    }
}
