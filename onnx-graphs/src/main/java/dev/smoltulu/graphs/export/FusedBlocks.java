package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.GroupQueryAttention;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Scope;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.DecoderBlocks;
import dev.smoltulu.graphs.llama.Rotary;
import java.util.List;

/**
 * A decoder's parts in ONNX Runtime's fused operators: SkipSimplifiedLayerNormalization, RotaryEmbedding and
 * GroupQueryAttention, which takes the cache's length from the mask.
 */
final class FusedBlocks implements DecoderBlocks {

    private final Operators ops;
    private final LlamaConfig config;
    private final DecoderSignature signature;
    private final Rotary rotary;
    private final GroupQueryAttention attention;
    private final Value real;

    /**
     * Blocks for the inputs of {@code signature}.
     *
     * @param clean whether attention's results at padding, which are any memory's content, must become zero: where
     *              activations are quantised together they would reach the tokens beside them
     */
    FusedBlocks(Operators ops, LlamaConfig config, DecoderSignature signature, DataType type, boolean clean) {
        this.ops = ops;
        this.config = config;
        this.signature = signature;
        this.rotary = Rotary.of(ops, config, type, signature.positions(), config.maxPositions());
        Value lengths = ops.reduceSum(signature.mask(), false, 1);
        Value lastPositions = ops.cast(ops.sub(lengths, ops.scalar(DataType.INT64, 1)), DataType.INT32);
        Value totalLength = ops.cast(ops.scalarExtent(signature.mask(), 1), DataType.INT32);
        float scale = (float) (1 / Math.sqrt(config.headDim()));
        this.attention = new GroupQueryAttention(
                ops.graph(), config.heads(), config.kvHeads(), scale, lastPositions, totalLength);
        this.real = clean ? realTokens(lengths) : null;
    }

    /** Which new tokens are within their row's length, bool [batch, sequence, 1]. */
    private Value realTokens(Value lengths) {
        Value sequence = ops.scalarExtent(signature.ids(), 1);
        Value columns = ops.range(sequence, DecoderSignature.SEQUENCE);
        Value last = ops.reshape(
                ops.sub(lengths, ops.scalar(DataType.INT64, 1)), Shape.of(DecoderSignature.BATCH, Dim.of(1)));
        return ops.reshape(
                ops.lessOrEqual(columns, last), Shape.of(DecoderSignature.BATCH, DecoderSignature.SEQUENCE, Dim.of(1)));
    }

    @Override
    public Residual residual(Value x) {
        return new Stream(x);
    }

    /**
     * Adds a part no earlier than the next norm, whose operator does both. That node belongs to the layer whose part it
     * adds.
     */
    private final class Stream implements Residual {

        private Value sum;
        private Value added;
        private Scope scope = ops.graph().scope();

        Stream(Value sum) {
            this.sum = sum;
        }

        @Override
        public void add(Value part) {
            sum = sum();
            added = part;
            scope = ops.graph().scope();
        }

        @Override
        public Value norm(Value scale) {
            return ops.graph().within(scope, () -> {
                if (added == null) {
                    return ops.rmsNorm(sum, scale, config.rmsNormEps()).get(0);
                }
                List<Value> results = ops.skipRmsNorm(sum, added, scale, config.rmsNormEps());
                sum = results.get(1);
                added = null;
                return results.get(0);
            });
        }

        @Override
        public Value sum() {
            return added == null ? sum : ops.add(sum, added);
        }
    }

    @Override
    public Value rotate(Value x, int heads) {
        return rotary.rotate(signature.rows(x, (long) heads * config.headDim()), heads);
    }

    @Override
    public Value attend(int layer, Value q, Value k, Value v) {
        DecoderSignature.Cache past = signature.past(layer);
        List<Value> results = attention.attend(
                q, k, signature.rows(v, config.kvSize()), past.keys(), past.values(), signature.presentShape());
        signature.present(results.get(1), results.get(2));
        Value attended = real == null
                ? results.get(0)
                : ops.where(real, results.get(0), ops.scalar(results.get(0).type(), 0));
        return ops.reshape(attended, Shape.of(DecoderSignature.TOKENS, Dim.of(config.querySize())));
    }
}
