package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.TensorType;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The inputs of an exported decoder, named as Optimum does; the names of their extents are Optimum's too, and
 * transformers.js makes its first, empty cache by them.
 *
 * @param ids        new tokens, int64 [batch, sequence]
 * @param mask       1 for tokens and 0 for padding, cached tokens included, int64 [batch, total]
 * @param positions  each new token's position, int64 [batch, sequence]
 * @param pastKeys   each layer's keys so far, [batch, key heads, past, head size]
 * @param pastValues each layer's values so far, like the keys
 * @param extents    batch and sequence at run time, int64 [2]
 */
record DecoderInputs(
        Value ids, Value mask, Value positions, List<Value> pastKeys, List<Value> pastValues, Value extents) {

    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String POSITIONS = "position_ids";

    static final Dim BATCH = Dim.named("batch_size");
    static final Dim SEQUENCE = Dim.named("sequence_length");
    static final Dim PAST = Dim.named("past_sequence_length");
    static final Dim TOTAL = Dim.named("total_sequence_length");
    static final Dim TOKENS = BATCH.times(SEQUENCE);

    /** Declares the inputs in {@code graph}; {@code type} is the cache's. */
    static DecoderInputs declare(Operators ops, LlamaConfig config, DataType type) {
        Graph graph = ops.graph();
        Value ids = graph.input(IDS, DataType.INT64, Shape.of(BATCH, SEQUENCE));
        Value mask = graph.input(MASK, DataType.INT64, Shape.of(BATCH, TOTAL));
        Value positions = graph.input(POSITIONS, DataType.INT64, Shape.of(BATCH, SEQUENCE));
        Shape past = cache(config, PAST);
        List<Value> keys = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            keys.add(graph.input("past_key_values." + layer + ".key", type, past));
            values.add(graph.input("past_key_values." + layer + ".value", type, past));
        }
        return new DecoderInputs(ids, mask, positions, List.copyOf(keys), List.copyOf(values), ops.shape(ids));
    }

    /** A cache of {@code length} tokens. */
    static Shape cache(LlamaConfig config, Dim length) {
        return Shape.of(BATCH, Dim.of(config.kvHeads()), length, Dim.of(config.headDim()));
    }

    /** {@code x} [tokens, ..] as [batch, sequence, rest..]. */
    Value rows(Operators ops, Value x, long... rest) {
        List<Dim> dims = new ArrayList<>(List.of(BATCH, SEQUENCE));
        for (long extent : rest) {
            dims.add(Dim.of(extent));
        }
        Value target = ops.concat(List.of(extents, ops.int64s(rest)), 0, Shape.of(2 + rest.length));
        return ops.graph().applyAs(Op.RESHAPE, new TensorType(x.type(), new Shape(dims)), Map.of(), x, target);
    }
}
