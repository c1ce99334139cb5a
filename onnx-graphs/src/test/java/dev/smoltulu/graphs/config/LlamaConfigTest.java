package dev.smoltulu.graphs.config;

import static dev.smoltulu.support.UserErrors.assertUserError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlamaConfigTest {

    private static final String SMALL = """
            {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_act": "silu", "vocab_size": 100,
             "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
             "num_key_value_heads": 2, "max_position_embeddings": 64, "rms_norm_eps": 1e-05, "rope_theta": 10000.0,
             "torch_dtype": "bfloat16", "some_future_key": {"a": [1, null]}}""";

    @TempDir
    private Path folder;

    @Test
    void readsSmolLm2() {
        LlamaConfig config = LlamaConfig.read(SharedFolder.resolve("models/SmolLM2-135M"));
        assertEquals(49152, config.vocabSize());
        assertEquals(576, config.hiddenSize());
        assertEquals(1536, config.intermediateSize());
        assertEquals(30, config.layers());
        assertEquals(9, config.heads());
        assertEquals(3, config.kvHeads());
        assertEquals(64, config.headDim());
        assertEquals(8192, config.maxPositions());
        assertEquals(1e-5, config.rmsNormEps());
        assertEquals(100000, config.ropeTheta());
        assertEquals(new RopeScaling.None(), config.ropeScaling());
        assertTrue(config.tieWordEmbeddings());
        assertFalse(config.attentionBias());
        assertEquals(0.041666666666666664, config.initializerRange());
        assertEquals(Optional.of(0), config.bosTokenId());
        assertEquals(List.of(0), config.eosTokenIds());
        assertEquals(Optional.empty(), config.padTokenId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SmolLM2-135M", "SmolLM2-135M-Instruct", "SmolLM2-360M", "SmolLM2-1.7B", "stories260K"})
    void writesBackWhatItRead(String model) {
        Path source = SharedFolder.resolve("models/" + model);
        LlamaConfig.read(source).write(folder);
        assertEquals(LlamaConfig.read(source), LlamaConfig.read(folder));
    }

    @Test
    void keepsUnknownKeysAndReplacesTheType() throws Exception {
        LlamaConfig config = small();
        config.write(folder, "float32");
        JsonObject expected = JsonParser.parseString(SMALL).getAsJsonObject();
        expected.addProperty("torch_dtype", "float32");
        JsonObject written = JsonParser.parseString(Files.readString(folder.resolve("config.json")))
                .getAsJsonObject();
        assertEquals(expected, written);
        assertEquals(config.raw().keySet().toString(), written.keySet().toString());
        assertTrue(config.toJson().contains("\"rms_norm_eps\": 1e-05"));
        assertTrue(config.toJson().contains("\"bfloat16\""));
        assertEquals(
                "float32",
                JsonParser.parseString(with("dtype", "\"bfloat16\"").toJson("float32"))
                        .getAsJsonObject()
                        .get("dtype")
                        .getAsString());
    }

    @Test
    void defaultsAreThoseOfTransformers() {
        LlamaConfig config = without("num_key_value_heads");
        assertEquals(4, config.kvHeads());
        assertEquals(8, config.headDim());
        assertEquals(0.02, config.initializerRange());
        assertFalse(config.tieWordEmbeddings());
        assertEquals(10000, without("rope_theta").ropeTheta());
        assertEquals(List.of(), config.eosTokenIds());
    }

    @Test
    void headDimMayDifferFromHiddenSizeByHeads() {
        LlamaConfig config = with("head_dim", "6");
        assertEquals(24, config.querySize());
        assertEquals(12, config.kvSize());
        assertEquals(3, config.inverseFrequencies().length);
    }

    @Test
    void readsSeveralEndTokens() {
        assertEquals(List.of(3, 5), with("eos_token_id", "[3, 5]").eosTokenIds());
        assertEquals(List.of(3), with("eos_token_id", "3").eosTokenIds());
        assertEquals(List.of(), with("eos_token_id", "null").eosTokenIds());
    }

    @Test
    void aRewardModelHasOneLabelAndReadsBackEqual() {
        LlamaConfig base = LlamaConfig.of(JsonParser.parseString(SMALL).getAsJsonObject(), "config.json");
        assertEquals(ModelHead.LANGUAGE_MODEL, base.head());
        LlamaConfig reward = base.asRewardModel(7);
        assertEquals(ModelHead.SCORE, reward.head());
        assertEquals(Optional.of(7), reward.padTokenId());
        assertEquals(
                reward, LlamaConfig.of(JsonParser.parseString(reward.toJson()).getAsJsonObject(), "config.json"));
        assertTrue(reward.raw().has("some_future_key"));
        JsonObject two = reward.raw();
        two.remove("id2label");
        assertUserError(() -> LlamaConfig.of(two, "config.json"), "2 labels");
    }

    @Test
    void readsBothFormsOfRopeScaling() {
        RopeScaling linear = new RopeScaling.Linear(2);
        assertEquals(
                linear,
                with("rope_scaling", "{\"type\": \"linear\", \"factor\": 2}").ropeScaling());
        assertEquals(
                linear,
                with("rope_scaling", "{\"rope_type\": \"linear\", \"factor\": 2.0}")
                        .ropeScaling());
        assertEquals(
                new RopeScaling.None(),
                with("rope_scaling", "{\"rope_type\": \"default\"}").ropeScaling());
        assertEquals(new RopeScaling.None(), with("rope_scaling", "null").ropeScaling());
        assertEquals(
                new RopeScaling.Llama3(8, 1, 4, 8192), with("rope_scaling", """
                {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                 "original_max_position_embeddings": 8192}""").ropeScaling());
        JsonObject json = JsonParser.parseString(SMALL).getAsJsonObject();
        json.remove("rope_theta");
        json.add(
                "rope_parameters",
                JsonParser.parseString("{\"rope_type\": \"linear\", \"factor\": 2, \"rope_theta\": 5000}"));
        assertEquals(linear, LlamaConfig.of(json, "config.json").ropeScaling());
        assertEquals(5000, LlamaConfig.of(json, "config.json").ropeTheta());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "model_type | \"qwen2\" | model_type 'qwen2' is not supported",
                "architectures | [\"LlamaForTokenClassification\"] | architectures [LlamaForTokenClassification] is not",
                "hidden_act | \"gelu\" | hidden_act 'gelu' is not supported",
                "rope_interleaved | true | rope_interleaved true is not supported",
                "pretraining_tp | 2 | pretraining_tp 2 is not supported",
                "attention_dropout | 0.1 | attention_dropout 0.1 is not supported",
                "partial_rotary_factor | 0.5 | partial_rotary_factor 0.5 is not supported",
                "sliding_window | 4096 | sliding_window 4096 is not supported",
                "quantization_config | {\"bits\": 4} | quantization_config is not supported",
                "num_key_value_heads | 3 | num_attention_heads 4 is not a multiple of num_key_value_heads 3",
                "num_attention_heads | 6 | hidden_size 32 is not a multiple of num_attention_heads 6",
                "head_dim | 7 | head_dim 7 is odd",
                "head_dim | 2000000000 | is beyond 2^31",
                "hidden_size | 0 | hidden_size must be at least 1, found 0",
                "vocab_size | -5 | vocab_size must be at least 1, found -5",
                "vocab_size | 1.5 | vocab_size must be a whole number below 2^31, found 1.5",
                "vocab_size | 3000000000 | vocab_size must be a whole number below 2^31",
                "vocab_size | 1e999999999 | vocab_size must be a whole number",
                "vocab_size | \"100\" | vocab_size must be a whole number, found \"100\"",
                "vocab_size | null | key 'vocab_size' is missing",
                "num_hidden_layers | 2000000000 | num_hidden_layers 2000000000 is beyond the limit",
                "rms_norm_eps | 0 | rms_norm_eps must be above 0",
                "rms_norm_eps | true | rms_norm_eps must be a number, found true",
                "rope_theta | -1 | rope_theta must be above 0",
                "tie_word_embeddings | \"yes\" | tie_word_embeddings must be true or false, found \"yes\"",
                "initializer_range | -0.1 | initializer_range must not be negative",
                "eos_token_id | \"2\" | eos_token_id must be a whole number",
                "rope_scaling | 2 | rope_scaling must be an object, found 2",
                "rope_scaling | {\"factor\": 2} | key 'rope_scaling.rope_type' is missing",
                "rope_scaling | {\"type\": \"dynamic\", \"factor\": 2} | rope_scaling.type 'dynamic' is not supported",
                "rope_scaling | {\"rope_type\": \"yarn\"} | rope_scaling.rope_type 'yarn' is not supported",
                "rope_scaling | {\"rope_type\": \"longrope\"} | rope_scaling.rope_type 'longrope' is not supported",
                "rope_scaling | {\"type\": \"linear\"} | key 'rope_scaling.factor' is missing",
                "rope_scaling | {\"type\": \"linear\", \"factor\": 0.5} | rope_scaling.factor must be at least 1",
                "rope_scaling | {\"type\": \"llama3\", \"factor\": 8} | key 'rope_scaling.low_freq_factor' is missing",
                "rope_parameters | {\"rope_type\": \"default\", \"rope_theta\": 5} | contradicts"
            })
    void refusesByName(String key, String value, String complaint) {
        assertUserError(() -> with(key, value), "config.json: ", complaint);
    }

    @Test
    void refusesTwoScalingsThatDiffer() {
        JsonObject json = JsonParser.parseString(SMALL).getAsJsonObject();
        json.add("rope_scaling", JsonParser.parseString("{\"type\": \"linear\", \"factor\": 2}"));
        json.add("rope_parameters", JsonParser.parseString("{\"rope_type\": \"linear\", \"factor\": 4}"));
        assertUserError(() -> LlamaConfig.of(json, "config.json"), "rope_scaling contradicts rope_parameters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model_type",
                "vocab_size",
                "hidden_size",
                "intermediate_size",
                "num_hidden_layers",
                "num_attention_heads",
                "max_position_embeddings",
                "rms_norm_eps"
            })
    void namesMissingKeys(String key) {
        assertUserError(() -> without(key), "config.json: key '" + key + "' is missing");
    }

    @Test
    void namesMissingAndMalformedFiles() throws Exception {
        assertUserError(() -> LlamaConfig.read(folder.resolve("none")), "none: no such model folder");
        assertUserError(() -> LlamaConfig.read(folder), "config.json: no such file");
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"llama\"\n\"a\": 1}");
        assertUserError(() -> LlamaConfig.read(folder), "config.json: malformed JSON at line 2");
    }

    private static LlamaConfig small() {
        return LlamaConfig.of(JsonParser.parseString(SMALL).getAsJsonObject(), "config.json");
    }

    private static LlamaConfig with(String key, String value) {
        JsonObject json = JsonParser.parseString(SMALL).getAsJsonObject();
        json.add(key, JsonParser.parseString(value));
        return LlamaConfig.of(json, "config.json");
    }

    private static LlamaConfig without(String key) {
        JsonObject json = JsonParser.parseString(SMALL).getAsJsonObject();
        json.remove(key);
        return LlamaConfig.of(json, "config.json");
    }
}
