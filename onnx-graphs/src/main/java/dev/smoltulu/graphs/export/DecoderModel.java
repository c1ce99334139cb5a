package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.export.DecoderBlocks.Attended;
import dev.smoltulu.graphs.export.DecoderBlocks.Normed;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * A Llama decoder with a cache and all its weights: tokens in, the logits of every position out. Beside
 * {@link DecoderInputs} it has the outputs {@code logits}, float [batch, sequence, vocabulary], and
 * {@code present.N.key} and {@code present.N.value}, [batch, key heads, total, head size].
 */
final class DecoderModel {

    static final String LOGITS = "logits";

    private final Graph graph = new Graph("decoder");
    private final Operators ops = new Operators(graph);
    private final LlamaConfig config;
    private final DecoderInputs inputs;
    private final DecoderBlocks blocks;
    private final WeightFormat weights;
    private final List<Attended> presents = new ArrayList<>();

    private DecoderModel(DecoderFile.Spec spec) {
        this.config = spec.config();
        DataType type = spec.precision().activations();
        this.inputs = DecoderInputs.declare(ops, config, type);
        this.blocks = switch (spec.style()) {
            case PORTABLE -> new PortableBlocks(ops, config, inputs, type);
            case FUSED -> new FusedBlocks(ops, config, inputs, type, spec.precision() == Precision.INT8);
        };
        WeightTable table = new WeightTable(ops, config, type);
        this.weights = switch (spec.precision()) {
            case FP32, FP16 -> new FloatFormat(ops, table);
            case INT8 -> new Int8Format(ops, table);
            case INT4, INT4_FP16 -> new Int4Format(ops, table, spec.symmetric());
        };
    }

    /** The graph of a model and what its weights hold. */
    record Built(Graph graph, List<WeightContents> contents) {}

    static Built of(DecoderFile.Spec spec) {
        DecoderModel model = new DecoderModel(spec);
        model.build();
        return new Built(model.graph, model.weights.contents());
    }

    private void build() {
        Value x = graph.scoped("embed", () -> weights.embed(inputs.ids()));
        Normed stream = new Normed(x, blocks.norm(x, weights.vector("model.layers.0.input_layernorm.weight")));
        for (int layer = 0; layer < config.layers(); layer++) {
            int index = layer;
            Normed current = stream;
            stream = graph.scoped("layers." + layer, () -> layer(index, current));
        }
        Value last = stream.normed();
        Value logits = graph.scoped("head", () -> ops.cast(weights.head(last), DataType.FLOAT));
        graph.output(LOGITS, inputs.rows(ops, logits, config.vocabSize()));
        for (int layer = 0; layer < config.layers(); layer++) {
            graph.output("present." + layer + ".key", presents.get(layer).presentKey());
            graph.output("present." + layer + ".value", presents.get(layer).presentValue());
        }
    }

    /** A layer, from its normalised input to the next normalisation's output. */
    private Normed layer(int layer, Normed stream) {
        String prefix = "model.layers." + layer + ".";
        String attention = prefix + "self_attn.";
        List<Value> qkv = weights.linear(
                stream.normed(), List.of(attention + "q_proj", attention + "k_proj", attention + "v_proj"));
        Attended attended = blocks.attend(layer, qkv.get(0), qkv.get(1), qkv.get(2));
        presents.add(attended);
        Value output = linear(attended.output(), attention + "o_proj");
        Normed middle = blocks.addAndNorm(
                stream.residual(), output, weights.vector(prefix + "post_attention_layernorm.weight"));
        List<Value> halves = weights.linear(middle.normed(), List.of(prefix + "mlp.gate_proj", prefix + "mlp.up_proj"));
        Value gate = halves.get(0);
        Value gated = ops.mul(ops.mul(gate, ops.sigmoid(gate)), halves.get(1));
        Value down = linear(gated, prefix + "mlp.down_proj");
        return blocks.addAndNorm(middle.residual(), down, weights.vector(nextNorm(layer)));
    }

    private Value linear(Value x, String parameter) {
        return weights.linear(x, List.of(parameter)).get(0);
    }

    private String nextNorm(int layer) {
        return layer + 1 < config.layers()
                ? "model.layers." + (layer + 1) + ".input_layernorm.weight"
                : "model.norm.weight";
    }
}
