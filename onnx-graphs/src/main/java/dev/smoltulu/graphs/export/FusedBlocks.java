package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.List;

/** A decoder's parts in ONNX Runtime's fused operators; the cache's length is taken from the mask. */
final class FusedBlocks implements DecoderBlocks {

    private final Operators ops;
    private final LlamaConfig config;
    private final DecoderInputs inputs;
    private final RotaryTables tables;
    private final Value lastPositions;
    private final Value totalLength;
    private final Value real;

    /**
     * Blocks for {@code inputs}.
     *
     * @param clean whether what attention gives at padding, which is any memory's content, must become zero: where
     *              activations are quantised together it would reach the tokens beside it
     */
    FusedBlocks(Operators ops, LlamaConfig config, DecoderInputs inputs, DataType type, boolean clean) {
        this.ops = ops;
        this.config = config;
        this.inputs = inputs;
        this.tables = RotaryTables.of(ops.graph(), config, type);
        Value lengths = ops.reduceSum(inputs.mask(), false, 1);
        this.lastPositions = ops.cast(ops.sub(lengths, ops.scalar(DataType.INT64, 1)), DataType.INT32);
        this.totalLength = ops.cast(ops.scalarExtent(inputs.mask(), 1), DataType.INT32);
        this.real = clean ? realTokens(lengths) : null;
    }

    /** Which new tokens are within their row's length, bool [batch, sequence, 1]. */
    private Value realTokens(Value lengths) {
        Value sequence = ops.scalarExtent(inputs.ids(), 1);
        Value columns = ops.range(sequence, DecoderInputs.SEQUENCE);
        Value last =
                ops.reshape(ops.sub(lengths, ops.scalar(DataType.INT64, 1)), Shape.of(DecoderInputs.BATCH, Dim.of(1)));
        return ops.reshape(
                ops.lessOrEqual(columns, last), Shape.of(DecoderInputs.BATCH, DecoderInputs.SEQUENCE, Dim.of(1)));
    }

    @Override
    public Value norm(Value x, Value scale) {
        return ops.rmsNorm(x, scale, config.rmsNormEps()).get(0);
    }

    @Override
    public Normed addAndNorm(Value x, Value skip, Value scale) {
        List<Value> results = ops.skipRmsNorm(x, skip, scale, config.rmsNormEps());
        return new Normed(results.get(1), results.get(0));
    }

    @Override
    public Attended attend(int layer, Value query, Value key, Value value) {
        Value q = ops.rotaryEmbedding(
                inputs.rows(ops, query, config.querySize()),
                inputs.positions(),
                tables.cos(),
                tables.sin(),
                config.heads());
        Value k = ops.rotaryEmbedding(
                inputs.rows(ops, key, config.kvSize()),
                inputs.positions(),
                tables.cos(),
                tables.sin(),
                config.kvHeads());
        List<Value> results = ops.groupQueryAttention(
                q,
                k,
                inputs.rows(ops, value, config.kvSize()),
                inputs.pastKeys().get(layer),
                inputs.pastValues().get(layer),
                lastPositions,
                totalLength,
                DecoderInputs.cache(config, DecoderInputs.TOTAL),
                config.heads(),
                config.kvHeads(),
                (float) (1 / Math.sqrt(config.headDim())));
        Value attended = real == null
                ? results.get(0)
                : ops.where(real, results.get(0), ops.scalar(results.get(0).type(), 0));
        Value output = ops.reshape(attended, Shape.of(DecoderInputs.TOKENS, Dim.of(config.querySize())));
        return new Attended(output, results.get(1), results.get(2));
    }
}
