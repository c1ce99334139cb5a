package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.config.ModelHead;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.graphs.weights.ParameterSpec.Kind;
import java.util.ArrayList;
import java.util.List;

/** The parameters of a Llama model by Hugging Face's names, in model order. */
public final class LlamaParameters {

    /** The head of a reward model, [1, hidden]. */
    public static final String SCORE = "score.weight";

    private LlamaParameters() {}

    /**
     * All parameters: {@code lm_head.weight} only where the head is not tied to the embedding, {@link #SCORE} only in a
     * reward model.
     */
    public static List<ParameterSpec> of(LlamaConfig config) {
        List<ParameterSpec> parameters = new ArrayList<>();
        long hidden = config.hiddenSize();
        parameters.add(ParameterSpec.of("model.embed_tokens.weight", Kind.EMBEDDING, config.vocabSize(), hidden));
        for (int layer = 0; layer < config.layers(); layer++) {
            addLayer(parameters, config, "model.layers." + layer + ".");
        }
        parameters.add(ParameterSpec.of("model.norm.weight", Kind.NORM, hidden));
        if (config.head() == ModelHead.SCORE) {
            parameters.add(ParameterSpec.of(SCORE, Kind.SCORE, 1, hidden));
        } else if (!config.tieWordEmbeddings()) {
            parameters.add(ParameterSpec.of("lm_head.weight", Kind.HEAD, config.vocabSize(), hidden));
        }
        return List.copyOf(parameters);
    }

    private static void addLayer(List<ParameterSpec> parameters, LlamaConfig config, String layer) {
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        boolean attentionBias = config.attentionBias();
        parameters.add(ParameterSpec.of(layer + "input_layernorm.weight", Kind.NORM, hidden));
        addLinear(parameters, layer + "self_attn.q_proj", config.querySize(), hidden, attentionBias);
        addLinear(parameters, layer + "self_attn.k_proj", config.kvSize(), hidden, attentionBias);
        addLinear(parameters, layer + "self_attn.v_proj", config.kvSize(), hidden, attentionBias);
        addLinear(parameters, layer + "self_attn.o_proj", hidden, config.querySize(), attentionBias);
        parameters.add(ParameterSpec.of(layer + "post_attention_layernorm.weight", Kind.NORM, hidden));
        addLinear(parameters, layer + "mlp.gate_proj", inner, hidden, config.mlpBias());
        addLinear(parameters, layer + "mlp.up_proj", inner, hidden, config.mlpBias());
        addLinear(parameters, layer + "mlp.down_proj", hidden, inner, config.mlpBias());
    }

    private static void addLinear(
            List<ParameterSpec> parameters, String name, long outputs, long inputs, boolean bias) {
        parameters.add(ParameterSpec.of(name + ".weight", Kind.MATRIX, outputs, inputs));
        if (bias) {
            parameters.add(ParameterSpec.of(name + ".bias", Kind.BIAS, outputs));
        }
    }
}
