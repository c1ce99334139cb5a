package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chats, through SmolLM2's tokenizer, into a model of its shape but tiny. */
final class SftChatTest {

    private static final String CONFIG = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "attention_bias": false,
             "bos_token_id": 0, "eos_token_id": 0, "hidden_act": "silu", "hidden_size": 32,
             "initializer_range": 0.04, "intermediate_size": 64, "max_position_embeddings": 256,
             "num_attention_heads": 4, "num_hidden_layers": 2, "num_key_value_heads": 2, "rms_norm_eps": 1e-5,
             "rope_scaling": null, "rope_theta": 100000, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
             "vocab_size": 49152}
            """;
    private static final List<String> TOKENIZER_FILES =
            List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json");
    private static final List<String> CHATS = List.of("""
            {"messages": [{"role": "user", "content": "What is 2 + 2?"}, {"role": "assistant", "content": "4"}]}""", """
            {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"},
             {"role": "assistant", "content": "Hello!"}, {"role": "user", "content": "Bye"},
             {"role": "assistant", "content": "See you."}]}""", """
            {"prompt": "Once upon a", "completion": " time"}""", """
            {"text": "The quick brown fox jumps over the lazy dog."}""", """
            {"input_ids": [504, 2365, 6354, 16438], "labels": [-100, -100, 6354, 16438]}""");

    @TempDir
    private Path temp;

    private Path model;
    private Path rows;

    @BeforeEach
    void prepare() throws IOException {
        Path source = SharedFolder.resolve("models/SmolLM2-135M");
        model = Files.createDirectory(temp.resolve("model"));
        for (String name : TOKENIZER_FILES) {
            Files.write(model.resolve(name), Files.readAllBytes(source.resolve(name)));
        }
        Files.writeString(model.resolve("config.json"), CONFIG);
        List<JsonObject> chats = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CHATS.forEach(chat -> chats.add(JsonParser.parseString(chat).getAsJsonObject()));
        }
        rows = TrainingCommand.writeRows(temp.resolve("rows.jsonl"), chats);
    }

    @Test
    void rowsOfEveryKindAreLearntByHeart() throws IOException {
        RunFiles run = TrainingCommand.on(model, rows, temp.resolve("run"))
                .with("init", "random")
                .with("chat-template", "tulu")
                .with("batch-size", 10)
                .with("num-train-epochs", 8)
                .with("learning-rate", 1e-2)
                .finish();
        double[] losses = run.losses();
        assertEquals(16, losses.length);
        assertEquals(Math.log(49152), losses[0], 0.2, "untrained: every token is as likely");
        assertTrue(losses[15] < losses[0] / 2, "the loss falls: " + losses[15]);
        for (String name : TOKENIZER_FILES) {
            assertEquals(-1, Files.mismatch(model.resolve(name), run.folder().resolve(name)), name);
        }
        JsonObject config = Json.read(run.folder().resolve("config.json"));
        JsonObject expected = JsonParser.parseString(CONFIG).getAsJsonObject();
        expected.addProperty("torch_dtype", "float32");
        assertEquals(expected, config);
    }

    /** The trained tokens are the answers with their end-of-text token, counted by hand. */
    @ParameterizedTest
    @CsvSource({"tulu, true", "chatml, true", "tulu, false"})
    void theAnswersAreTrained(String template, boolean assistantOnly) {
        Path chat = TrainingCommand.writeRows(
                temp.resolve("chat.jsonl"),
                List.of(JsonParser.parseString(CHATS.get(0)).getAsJsonObject()));
        JsonObject step = TrainingCommand.on(model, chat, temp.resolve("run"))
                .with("init", "random")
                .with("chat-template", template)
                .with("assistant-only-loss", assistantOnly)
                .with("max-steps", 1)
                .finish()
                .stepRows()
                .get(0);
        int tokens = step.get("tokens").getAsInt();
        int trained = step.get("trained_tokens").getAsInt();
        if (assistantOnly) {
            assertEquals(2, trained, "'4' and the end of the turn");
        } else {
            assertTrue(trained >= tokens - 1, trained + " of " + tokens);
        }
    }

    @Test
    void theHeadWorksInPartsWithoutAnotherResult() {
        TrainingCommand command = TrainingCommand.on(model, rows, temp.resolve("whole"))
                .with("init", "random")
                .with("batch-size", 8)
                .with("max-steps", 3)
                .with("learning-rate", 1e-5);
        RunFiles whole = command.finish();
        // 256 MiB of logits are 1365 positions of this vocabulary: a budget of 6000 tokens makes five parts.
        RunFiles parts = command.with("output-dir", temp.resolve("parts"))
                .with("batch-size", 8)
                .with("micro-batch-tokens", 6000)
                .finish();
        RunFiles singles = command.with("output-dir", temp.resolve("singles"))
                .with("micro-batch-tokens", 1)
                .with("gradient-checkpointing", true)
                .finish();
        for (RunFiles other : List.of(parts, singles)) {
            for (int i = 0; i < 3; i++) {
                assertEquals(whole.losses()[i], other.losses()[i], 1e-5 * whole.losses()[i]);
            }
            Map<String, float[]> weights = other.weights();
            assertTrue(RunFiles.largestDifference(whole.weights(), weights) < 1e-5);
        }
    }
}
