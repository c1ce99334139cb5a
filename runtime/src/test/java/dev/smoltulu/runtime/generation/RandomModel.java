package dev.smoltulu.runtime.generation;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.Tensor;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A small model of any shape with random weights, large enough that every part of it matters. */
final class RandomModel implements AutoCloseable {

    final LlamaConfig config;
    final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final OwnedResources owned;

    /**
     * A model of two layers.
     *
     * @param overrides keys of config.json in place of the defaults: 4 heads over 2 of size 8, tied, no biases
     */
    RandomModel(long seed, String overrides) {
        JsonObject json = JsonParser.parseString("""
                {"model_type": "llama", "vocab_size": 50, "hidden_size": 32, "intermediate_size": 48,
                 "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
                 "max_position_embeddings": 96, "rms_norm_eps": 1e-5, "tie_word_embeddings": true}
                """).getAsJsonObject();
        JsonParser.parseString(overrides)
                .getAsJsonObject()
                .entrySet()
                .forEach(entry -> json.add(entry.getKey(), entry.getValue()));
        this.config = LlamaConfig.of(json, "config.json");
        try (OwnedResources opening = new OwnedResources()) {
            for (ParameterSpec spec : LlamaParameters.of(config)) {
                parameters.put(spec.name(), opening.own(Tensor.zeros(DataType.FLOAT, spec.dims())));
            }
            fill(seed);
            this.owned = opening.release();
        }
    }

    /** Gives the model other weights, in the memory it has. */
    void fill(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (ParameterSpec spec : LlamaParameters.of(config)) {
            double middle = spec.kind() == ParameterSpec.Kind.NORM ? 1 : 0;
            FloatBuffer target = parameters.get(spec.name()).floats();
            while (target.hasRemaining()) {
                target.put((float) (middle + 0.8 * random.nextDouble() - 0.4));
            }
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
