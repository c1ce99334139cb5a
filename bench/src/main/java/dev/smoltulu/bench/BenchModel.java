package dev.smoltulu.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a Llama with grouped-query attention, a tied head and rotary positions in halves.
 *
 * @param headSize width of one attention head
 * @param ropeTheta base of the rotary frequencies
 * @param normEpsilon added to the mean square in RMSNorm
 */
public record BenchModel(
        int vocabulary,
        int hidden,
        int intermediate,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        double ropeTheta,
        double normEpsilon) {

    /** SmolLM2-135M's config.json. */
    public static final BenchModel SMOLLM2_135M = new BenchModel(49152, 576, 1536, 30, 9, 3, 64, 100_000, 1e-5);

    /** A parameter: its name as in a Hugging Face checkpoint and its shape, [out, in] for a matrix. */
    public record Parameter(String name, List<Integer> shape) {

        public int size() {
            return shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
        }

        /** The shape as the libraries take it. */
        public long[] dimensions() {
            return shape.stream().mapToLong(Integer::longValue).toArray();
        }
    }

    /** Every parameter once, embedding first, layers in order, final norm last. */
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        all.add(new Parameter("model.embed_tokens.weight", List.of(vocabulary, hidden)));
        for (int layer = 0; layer < layers; layer++) {
            addLayer(all, "model.layers." + layer + ".");
        }
        all.add(new Parameter("model.norm.weight", List.of(hidden)));
        return List.copyOf(all);
    }

    /** Trainable numbers in the whole model. */
    public long parameterCount() {
        return parameters().stream().mapToLong(Parameter::size).sum();
    }

    /**
     * cos or sin of the rotary angles, [length, headSize], the second half a copy of the first.
     */
    public float[] rotary(int length, boolean sine) {
        float[] table = new float[length * headSize];
        int half = headSize / 2;
        for (int position = 0; position < length; position++) {
            for (int i = 0; i < half; i++) {
                double angle = position * Math.pow(ropeTheta, -2.0 * i / headSize);
                float value = (float) (sine ? Math.sin(angle) : Math.cos(angle));
                table[position * headSize + i] = value;
                table[position * headSize + half + i] = value;
            }
        }
        return table;
    }

    private void addLayer(List<Parameter> all, String prefix) {
        int keyValue = keyValueHeads * headSize;
        all.add(new Parameter(prefix + "input_layernorm.weight", List.of(hidden)));
        all.add(new Parameter(prefix + "self_attn.q_proj.weight", List.of(heads * headSize, hidden)));
        all.add(new Parameter(prefix + "self_attn.k_proj.weight", List.of(keyValue, hidden)));
        all.add(new Parameter(prefix + "self_attn.v_proj.weight", List.of(keyValue, hidden)));
        all.add(new Parameter(prefix + "self_attn.o_proj.weight", List.of(hidden, heads * headSize)));
        all.add(new Parameter(prefix + "post_attention_layernorm.weight", List.of(hidden)));
        all.add(new Parameter(prefix + "mlp.gate_proj.weight", List.of(intermediate, hidden)));
        all.add(new Parameter(prefix + "mlp.up_proj.weight", List.of(intermediate, hidden)));
        all.add(new Parameter(prefix + "mlp.down_proj.weight", List.of(hidden, intermediate)));
    }
}
