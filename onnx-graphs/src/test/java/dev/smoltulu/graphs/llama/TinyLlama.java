package dev.smoltulu.graphs.llama;

import com.google.gson.JsonObject;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** A model small enough for finite differences: two layers, four query heads over two key heads. */
public final class TinyLlama {

    private TinyLlama() {}

    public static LlamaConfig config(boolean tied, boolean bias) {
        JsonObject json = new JsonObject();
        json.addProperty("model_type", "llama");
        json.addProperty("vocab_size", 11);
        json.addProperty("hidden_size", 6);
        json.addProperty("intermediate_size", 7);
        json.addProperty("num_hidden_layers", 2);
        json.addProperty("num_attention_heads", 4);
        json.addProperty("num_key_value_heads", 2);
        json.addProperty("head_dim", 4);
        json.addProperty("max_position_embeddings", 16);
        json.addProperty("rms_norm_eps", 1e-5);
        json.addProperty("tie_word_embeddings", tied);
        json.addProperty("attention_bias", bias);
        json.addProperty("mlp_bias", bias);
        return LlamaConfig.of(json, "config.json");
    }

    /** Random parameters by name, large enough that every part of the model matters. */
    public static Map<String, Tensor> parameters(LlamaConfig config, long seed) {
        Random random = new Random(seed);
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        for (ParameterSpec spec : LlamaParameters.of(config)) {
            int[] dims = spec.shape().stream().mapToInt(Long::intValue).toArray();
            boolean norm = spec.kind() == ParameterSpec.Kind.NORM;
            parameters.put(spec.name(), Tensor.random(random, norm ? 0.5 : -0.7, norm ? 1.5 : 0.7, dims));
        }
        return parameters;
    }
}
