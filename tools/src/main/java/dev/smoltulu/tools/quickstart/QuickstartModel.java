package dev.smoltulu.tools.quickstart;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.Json;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.DType;
import dev.smoltulu.graphs.weights.ModelWriter;
import dev.smoltulu.graphs.weights.OutputTensor;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.graphs.weights.RandomInit;
import dev.smoltulu.graphs.weights.TensorInfo;
import dev.smoltulu.tokenizer.bpe.BpeModel;
import dev.smoltulu.tokenizer.bpe.BpeTokenizerFiles;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/**
 * The shape of the quickstart's model: SmolLM2's architecture (Llama blocks, grouped-query attention, SwiGLU,
 * tied head) made small. Its folder holds {@code config.json} and the tokenizer but no weights: training starts
 * from random ones.
 *
 * @param hidden       width of the residual stream
 * @param intermediate width of the MLP
 * @param layers       number of blocks
 * @param heads        query heads, each {@code hidden / heads} wide
 * @param keyValueHeads key and value heads
 */
public record QuickstartModel(int hidden, int intermediate, int layers, int heads, int keyValueHeads) {

    /** 853,120 parameters with 512 tokens: 4 blocks of width 128, 4 query heads over 2 key-value heads. */
    public static final QuickstartModel DEFAULT = new QuickstartModel(128, 384, 4, 4, 2);

    /** Longest sequence in tokens; the corpus stays far below. */
    public static final int MAX_POSITIONS = 256;

    private static final int ROPE_THETA = 10_000;
    private static final double RMS_NORM_EPSILON = 1e-5;

    public QuickstartModel {
        if (hidden < 1 || intermediate < 1 || layers < 1 || heads < 1 || keyValueHeads < 1) {
            throw new IllegalArgumentException("every size must be at least 1");
        }
        if (hidden % heads != 0 || hidden / heads % 2 != 0 || heads % keyValueHeads != 0) {
            throw new IllegalArgumentException("heads must be of even width and shared evenly");
        }
    }

    /** The number of weights with a vocabulary of {@code vocabularySize}; the tied head counts once. */
    public long parameters(int vocabularySize) {
        long keyValueWidth = (long) hidden / heads * keyValueHeads;
        long attention = 2L * hidden * hidden + 2L * hidden * keyValueWidth;
        long mlp = 3L * hidden * intermediate;
        long norms = 2L * hidden;
        return (long) vocabularySize * hidden + layers * (attention + mlp + norms) + hidden;
    }

    /**
     * Writes {@code config.json}, {@code generation_config.json}, the tokenizer's files and random weights into
     * {@code folder}.
     *
     * @throws UserError if a file cannot be written
     */
    public void write(BpeModel tokenizer, Path folder, long seed) {
        BpeTokenizerFiles.write(tokenizer, folder, MAX_POSITIONS);
        AtomicFile.write(folder.resolve("generation_config.json"), Json.pretty(generationConfig(tokenizer)) + "\n");
        AtomicFile.write(folder.resolve("config.json"), Json.pretty(config(tokenizer)) + "\n");
        LlamaConfig config = LlamaConfig.read(folder);
        ModelWriter.write(
                folder,
                LlamaParameters.of(config).stream()
                        .map(parameter -> random(parameter, seed, config.initializerRange()))
                        .toList());
    }

    private static OutputTensor random(ParameterSpec parameter, long seed, double deviation) {
        FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(parameter.elements()));
        RandomInit.fill(parameter, seed, deviation, values);
        return OutputTensor.of(new TensorInfo(parameter.name(), DType.F32, parameter.shape()), values.rewind());
    }

    /** The weights' standard deviation is 1 / sqrt(width), SmolLM2-135M's rule (1/24 at width 576). */
    private JsonObject config(BpeModel tokenizer) {
        JsonArray architectures = new JsonArray();
        architectures.add("LlamaForCausalLM");
        JsonObject json = new JsonObject();
        json.add("architectures", architectures);
        json.addProperty("attention_bias", false);
        json.addProperty("attention_dropout", 0.0);
        json.addProperty("bos_token_id", tokenizer.id(BpeModel.START_OF_TURN));
        json.addProperty("eos_token_id", tokenizer.id(BpeModel.END_OF_TURN));
        json.addProperty("head_dim", hidden / heads);
        json.addProperty("hidden_act", "silu");
        json.addProperty("hidden_size", hidden);
        json.addProperty("initializer_range", 1 / Math.sqrt(hidden));
        json.addProperty("intermediate_size", intermediate);
        json.addProperty("max_position_embeddings", MAX_POSITIONS);
        json.addProperty("mlp_bias", false);
        json.addProperty("model_type", "llama");
        json.addProperty("num_attention_heads", heads);
        json.addProperty("num_hidden_layers", layers);
        json.addProperty("num_key_value_heads", keyValueHeads);
        json.addProperty("pad_token_id", tokenizer.id(BpeModel.END_OF_TURN));
        json.addProperty("pretraining_tp", 1);
        json.addProperty("rms_norm_eps", RMS_NORM_EPSILON);
        json.add("rope_scaling", JsonNull.INSTANCE);
        json.addProperty("rope_theta", ROPE_THETA);
        json.addProperty("tie_word_embeddings", true);
        json.addProperty("torch_dtype", "float32");
        json.addProperty("use_cache", true);
        json.addProperty("vocab_size", tokenizer.size());
        return json;
    }

    private static JsonObject generationConfig(BpeModel tokenizer) {
        JsonObject json = new JsonObject();
        json.addProperty("bos_token_id", tokenizer.id(BpeModel.START_OF_TURN));
        json.addProperty("eos_token_id", tokenizer.id(BpeModel.END_OF_TURN));
        json.addProperty("pad_token_id", tokenizer.id(BpeModel.END_OF_TURN));
        return json;
    }
}
