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
 * The inputs and outputs of an exported decoder, named as Optimum names them. So are their extents, because
 * transformers.js makes its first, empty cache by those names.
 *
 * <p>Inputs: {@code input_ids}, {@code attention_mask}, {@code position_ids} and each layer's
 * {@code past_key_values.N.key} and {@code .value}. Outputs: {@code logits}, float [batch, sequence, vocabulary], and
 * each layer's {@code present.N.key} and {@code .value}, [batch, key heads, total, head size].
 */
final class DecoderSignature {

    static final Dim BATCH = Dim.named("batch_size");
    static final Dim SEQUENCE = Dim.named("sequence_length");
    static final Dim TOTAL = Dim.named("total_sequence_length");
    /** New tokens of all rows, padding included. */
    static final Dim TOKENS = BATCH.times(SEQUENCE);

    private static final Dim PAST = Dim.named("past_sequence_length");

    private final Operators ops;
    private final LlamaConfig config;
    private final Value ids;
    private final Value mask;
    private final Value positions;
    private final List<Cache> pasts = new ArrayList<>();
    private final List<Cache> presents = new ArrayList<>();
    private final Value extents;

    /** A layer's keys and values, both [batch, key heads, past or total, head size]. */
    record Cache(Value keys, Value values) {}

    /**
     * Declares the inputs.
     *
     * @param type the cache's
     */
    DecoderSignature(Operators ops, LlamaConfig config, DataType type) {
        this.ops = ops;
        this.config = config;
        Graph graph = ops.graph();
        this.ids = graph.input("input_ids", DataType.INT64, Shape.of(BATCH, SEQUENCE));
        this.mask = graph.input("attention_mask", DataType.INT64, Shape.of(BATCH, TOTAL));
        this.positions = graph.input("position_ids", DataType.INT64, Shape.of(BATCH, SEQUENCE));
        for (int layer = 0; layer < config.layers(); layer++) {
            String past = "past_key_values." + layer;
            pasts.add(new Cache(
                    graph.input(past + ".key", type, cache(PAST)), graph.input(past + ".value", type, cache(PAST))));
        }
        this.extents = ops.shape(ids);
    }

    /** New tokens, int64 [batch, sequence]. */
    Value ids() {
        return ids;
    }

    /** 1 for tokens and 0 for padding, cached tokens included, int64 [batch, total]. */
    Value mask() {
        return mask;
    }

    /** Each new token's position, int64 [batch, sequence]. */
    Value positions() {
        return positions;
    }

    /** A layer's cache before the new tokens. */
    Cache past(int layer) {
        return pasts.get(layer);
    }

    /** Takes the next layer's cache with the new tokens. */
    void present(Value keys, Value values) {
        presents.add(new Cache(keys, values));
    }

    /** Declares the outputs; {@code logits} are float [tokens, vocabulary]. */
    void complete(Value logits) {
        Graph graph = ops.graph();
        graph.output("logits", rows(logits, config.vocabSize()));
        for (int layer = 0; layer < presents.size(); layer++) {
            graph.output("present." + layer + ".key", presents.get(layer).keys());
            graph.output("present." + layer + ".value", presents.get(layer).values());
        }
    }

    /** The shape of a cache of {@link #TOTAL} tokens. */
    Shape presentShape() {
        return cache(TOTAL);
    }

    private Shape cache(Dim length) {
        return Shape.of(BATCH, Dim.of(config.kvHeads()), length, Dim.of(config.headDim()));
    }

    /** {@code x} [tokens, ..] as [batch, sequence, rest..]. */
    Value rows(Value x, long... rest) {
        List<Dim> dims = new ArrayList<>(List.of(BATCH, SEQUENCE));
        for (long extent : rest) {
            dims.add(Dim.of(extent));
        }
        Value target = ops.concat(List.of(extents, ops.int64s(rest)), 0, Shape.of(2 + rest.length));
        return ops.graph().applyAs(Op.RESHAPE, new TensorType(x.type(), new Shape(dims)), Map.of(), x, target);
    }
}
