package dev.smoltulu.graphs.llama;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LlamaParametersTest {

    /** Published parameter counts; the stories model's is in its own description. */
    @ParameterizedTest
    @CsvSource({"stories260K,260032", "SmolLM2-135M,134515008", "SmolLM2-360M,361821120", "SmolLM2-1.7B,1711376384"})
    void countsMatchTheModels(String model, long parameters) {
        Path folder = SharedFolder.resolve("models/" + model);
        assertEquals(
                parameters,
                LlamaParameters.of(LlamaConfig.read(folder)).stream()
                        .mapToLong(ParameterSpec::elements)
                        .sum());
    }

    @Test
    void ordersNamesAsTheModelUsesThem() {
        List<ParameterSpec> parameters = LlamaParameters.of(config(true));
        assertEquals(
                List.of(
                        "model.embed_tokens.weight [10, 8] EMBEDDING",
                        "model.layers.0.input_layernorm.weight [8] NORM",
                        "model.layers.0.self_attn.q_proj.weight [12, 8] MATRIX",
                        "model.layers.0.self_attn.q_proj.bias [12] BIAS",
                        "model.layers.0.self_attn.k_proj.weight [6, 8] MATRIX",
                        "model.layers.0.self_attn.k_proj.bias [6] BIAS",
                        "model.layers.0.self_attn.v_proj.weight [6, 8] MATRIX",
                        "model.layers.0.self_attn.v_proj.bias [6] BIAS",
                        "model.layers.0.self_attn.o_proj.weight [8, 12] MATRIX",
                        "model.layers.0.self_attn.o_proj.bias [8] BIAS",
                        "model.layers.0.post_attention_layernorm.weight [8] NORM",
                        "model.layers.0.mlp.gate_proj.weight [16, 8] MATRIX",
                        "model.layers.0.mlp.gate_proj.bias [16] BIAS",
                        "model.layers.0.mlp.up_proj.weight [16, 8] MATRIX",
                        "model.layers.0.mlp.up_proj.bias [16] BIAS",
                        "model.layers.0.mlp.down_proj.weight [8, 16] MATRIX",
                        "model.layers.0.mlp.down_proj.bias [8] BIAS",
                        "model.norm.weight [8] NORM",
                        "lm_head.weight [10, 8] HEAD"),
                parameters.stream()
                        .map(p -> p.name() + " " + p.shape() + " " + p.kind())
                        .toList());
        assertEquals(11, LlamaParameters.of(config(false)).size() - 1);
    }

    private static LlamaConfig config(boolean bias) {
        JsonObject json = new JsonObject();
        json.addProperty("model_type", "llama");
        json.addProperty("vocab_size", 10);
        json.addProperty("hidden_size", 8);
        json.addProperty("intermediate_size", 16);
        json.addProperty("num_hidden_layers", 1);
        json.addProperty("num_attention_heads", 2);
        json.addProperty("num_key_value_heads", 1);
        json.addProperty("head_dim", 6);
        json.addProperty("max_position_embeddings", 32);
        json.addProperty("rms_norm_eps", 1e-5);
        json.addProperty("attention_bias", bias);
        json.addProperty("mlp_bias", bias);
        return LlamaConfig.of(json, "config.json");
    }
}
