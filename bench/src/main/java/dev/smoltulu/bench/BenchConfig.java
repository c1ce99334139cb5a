package dev.smoltulu.bench;

import com.google.gson.JsonObject;
import dev.smoltulu.graphs.config.LlamaConfig;

/** A benchmark's model as this project describes models. */
final class BenchConfig {

    private BenchConfig() {}

    static LlamaConfig of(BenchModel model, int maxPositions) {
        JsonObject json = new JsonObject();
        json.addProperty("model_type", "llama");
        json.addProperty("vocab_size", model.vocabulary());
        json.addProperty("hidden_size", model.hidden());
        json.addProperty("intermediate_size", model.intermediate());
        json.addProperty("num_hidden_layers", model.layers());
        json.addProperty("num_attention_heads", model.heads());
        json.addProperty("num_key_value_heads", model.keyValueHeads());
        json.addProperty("max_position_embeddings", maxPositions);
        json.addProperty("rms_norm_eps", model.normEpsilon());
        json.addProperty("rope_theta", model.ropeTheta());
        json.addProperty("tie_word_embeddings", true);
        json.addProperty("hidden_act", "silu");
        return LlamaConfig.of(json, "the benchmark's model");
    }
}
