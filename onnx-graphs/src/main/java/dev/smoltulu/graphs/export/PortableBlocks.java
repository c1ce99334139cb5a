package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Scope;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.DecoderBlocks;
import dev.smoltulu.graphs.llama.Rotary;
import java.util.Collections;
import java.util.List;

/**
 * A decoder's parts in ONNX's own operators. Sums over long rows (norms, softmax) are in float whatever the type of the
 * rest. Shapes: B batch, S new tokens, T total, K key heads, G query heads per key head, D head size.
 */
final class PortableBlocks implements DecoderBlocks {

    private final Operators ops;
    private final LlamaConfig config;
    private final DecoderSignature signature;
    private final DataType type;
    private final int groups;
    private final Value cos;
    private final Value sin;
    private final Value mask;

    PortableBlocks(Operators ops, LlamaConfig config, DecoderSignature signature, DataType type) {
        this.ops = ops;
        this.config = config;
        this.signature = signature;
        this.type = type;
        this.groups = config.heads() / config.kvHeads();
        Rotary rotary = Rotary.of(ops, config, type, signature.positions(), config.maxPositions());
        Value positions = ops.reshape(
                signature.positions(), Shape.of(DecoderSignature.BATCH, DecoderSignature.SEQUENCE, Dim.of(1)));
        this.cos = ops.gather(rotary.cos(), positions, 0);
        this.sin = ops.gather(rotary.sin(), positions, 0);
        this.mask = ops.graph().scoped("mask", this::mask);
    }

    @Override
    public Residual residual(Value x) {
        return new Stream(x);
    }

    /** Adds at once. A norm belongs to the layer whose part was added last, as it does in {@link FusedBlocks}. */
    private final class Stream implements Residual {

        private Value sum;
        private Scope scope = ops.graph().scope();

        Stream(Value sum) {
            this.sum = sum;
        }

        @Override
        public void add(Value part) {
            sum = ops.add(sum, part);
            scope = ops.graph().scope();
        }

        @Override
        public Value norm(Value scale) {
            return ops.graph().within(scope, () -> rmsNorm(sum, scale));
        }

        @Override
        public Value sum() {
            return sum;
        }
    }

    /** x / sqrt(mean(x^2) + epsilon) * scale. */
    private Value rmsNorm(Value x, Value scale) {
        Value wide = ops.cast(x, DataType.FLOAT);
        // ReduceMean would need opset 18.
        Value meanSquare = ops.mul(
                ops.reduceSum(ops.mul(wide, wide), true, -1), ops.scalar(DataType.FLOAT, 1.0 / config.hiddenSize()));
        Value rms = ops.sqrt(ops.add(meanSquare, ops.scalar(DataType.FLOAT, config.rmsNormEps())));
        return ops.mul(ops.cast(ops.div(wide, rms), type), scale);
    }

    /** [tokens, heads * D] to [B, S, heads, D]. */
    @Override
    public Value rotate(Value x, int heads) {
        Value rows = signature.rows(x, heads, config.headDim());
        List<Value> halves = ops.halves(rows, 3);
        Value left = halves.get(0);
        Value right = halves.get(1);
        return ops.concat(
                List.of(
                        ops.sub(ops.mul(left, cos), ops.mul(right, sin)),
                        ops.add(ops.mul(right, cos), ops.mul(left, sin))),
                3,
                rows.shape());
    }

    @Override
    public Value attend(int layer, Value q, Value k, Value v) {
        int headDim = config.headDim();
        DecoderSignature.Cache past = signature.past(layer);
        Value newKeys = ops.transpose(k, 0, 2, 1, 3);
        Value newValues = ops.transpose(signature.rows(v, config.kvHeads(), headDim), 0, 2, 1, 3);
        Value keys = ops.concat(List.of(past.keys(), newKeys), 2, signature.presentShape());
        Value values = ops.concat(List.of(past.values(), newValues), 2, signature.presentShape());
        signature.present(keys, values);
        Value scaled = ops.mul(q, ops.scalar(type, 1 / Math.sqrt(headDim)));
        Value scores = ops.cast(ops.matMul(stackGroups(scaled), ops.transpose(keys, 0, 1, 3, 2)), DataType.FLOAT);
        Value weights = ops.cast(ops.softmax(ops.add(scores, mask)), type);
        return unstackGroups(ops.matMul(weights, values));
    }

    /** The query heads of one key head as rows of one matrix: [B, S, K*G, D] to [B, K, G*S, D]. */
    private Value stackGroups(Value q) {
        Dim kvHeads = Dim.of(config.kvHeads());
        Dim headDim = Dim.of(config.headDim());
        Value split = ops.reshape(
                q, Shape.of(DecoderSignature.BATCH, DecoderSignature.SEQUENCE, kvHeads, Dim.of(groups), headDim));
        return ops.reshape(
                ops.transpose(split, 0, 2, 3, 1, 4), Shape.of(DecoderSignature.BATCH, kvHeads, groupRows(), headDim));
    }

    /** [B, K, G*S, D] to [tokens, K*G*D]. */
    private Value unstackGroups(Value x) {
        Dim kvHeads = Dim.of(config.kvHeads());
        Value split = ops.reshape(
                x,
                Shape.of(
                        DecoderSignature.BATCH,
                        kvHeads,
                        Dim.of(groups),
                        DecoderSignature.SEQUENCE,
                        Dim.of(config.headDim())));
        return ops.reshape(
                ops.transpose(split, 0, 3, 1, 2, 4), Shape.of(DecoderSignature.TOKENS, Dim.of(config.querySize())));
    }

    private Dim groupRows() {
        return DecoderSignature.SEQUENCE.times(Dim.of(groups));
    }

    /**
     * [B, 1, G*S, T], added to scores: 0 where a new token attends, the lowest float at padding and later tokens. Not
     * infinity: rows of padding see nothing, and their softmax must stay a number.
     */
    private Value mask() {
        Value total = ops.scalarExtent(signature.mask(), 1);
        Value sequence = ops.scalarExtent(signature.ids(), 1);
        Value keys = ops.range(total, DecoderSignature.TOTAL);
        Value queries = ops.add(ops.range(sequence, DecoderSignature.SEQUENCE), ops.sub(total, sequence));
        Value rows = ops.reshape(queries, Shape.of(DecoderSignature.SEQUENCE, Dim.of(1)));
        Value hidden = ops.graph().constant("hidden", Constant.real(DataType.FLOAT, Shape.SCALAR, -Float.MAX_VALUE));
        Value tokens = ops.cast(
                ops.reshape(
                        signature.mask(),
                        Shape.of(DecoderSignature.BATCH, Dim.of(1), Dim.of(1), DecoderSignature.TOTAL)),
                DataType.BOOL);
        Value unpadded = ops.where(tokens, ops.scalar(DataType.FLOAT, 0), hidden);
        Value square = ops.where(ops.lessOrEqual(keys, rows), unpadded, hidden);
        Shape stacked = Shape.of(DecoderSignature.BATCH, Dim.of(1), groupRows(), DecoderSignature.TOTAL);
        return ops.concat(Collections.nCopies(groups, square), 2, stacked);
    }
}
