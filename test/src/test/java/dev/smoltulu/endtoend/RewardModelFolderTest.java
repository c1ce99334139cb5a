package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reward model's folder, as transformers' LlamaForSequenceClassification reads it. */
final class RewardModelFolderTest {

    @TempDir
    private Path temp;

    private Path rows;
    private TrainingCommand noStep;

    @BeforeEach
    void prepare() {
        rows = TrainingCommand.writeRows(temp.resolve("pairs.jsonl"), PreferenceRun.pairs(1, 8));
        noStep = TrainingCommand.onPairs("reward", GoldenPairs.reference(), rows, temp.resolve("run"))
                .with("learning-rate", 0)
                .with("max-steps", 1);
    }

    @Test
    void theConfigurationNamesOneLabelAndAPadTokenThatEndsNoAnswer() {
        JsonObject config = Json.read(noStep.finish().folder().resolve("config.json"));
        assertEquals(
                "[\"LlamaForSequenceClassification\"]",
                config.get("architectures").toString());
        assertEquals("{\"0\":\"LABEL_0\"}", config.get("id2label").toString());
        assertEquals("{\"LABEL_0\":0}", config.get("label2id").toString());
        assertNotEquals(config.get("eos_token_id"), config.get("pad_token_id"));
        assertFalse(config.get("pad_token_id").isJsonNull());
    }

    @Test
    void aNewHeadIsDrawnBySeedAndTheRestIsKept() {
        Map<String, float[]> weights = noStep.finish().weights();
        Map<String, float[]> base = HandReadTensors.of(GoldenPairs.reference().resolve("model.safetensors"))
                .allFloats();
        base.forEach((name, values) -> assertArrayEquals(values, weights.get(name), name));
        assertEquals(base.size() + 1, weights.size());
        float[] head = weights.get("score.weight");
        double deviation = Math.sqrt(squares(head) / head.length);
        assertEquals(1 / Math.sqrt(65), deviation, 0.3 / Math.sqrt(65), "64 values of N(0, 1/65)");
        float[] again = noStep.with("output-dir", temp.resolve("again"))
                .finish()
                .weights()
                .get("score.weight");
        assertArrayEquals(head, again);
        float[] other = noStep.with("output-dir", temp.resolve("other"))
                .with("seed", 7)
                .finish()
                .weights()
                .get("score.weight");
        assertFalse(Arrays.equals(head, other));
    }

    /** Names and shapes as modeling_llama.py declares them; whether the language model's head is tied or not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyTensorIsOneThatTransformersDeclares(boolean tied) {
        Path base = ModelFolder.copyOfStories(temp.resolve("base"));
        if (!tied) {
            ModelFolder.untieHead(base);
        }
        Path folder = noStep.with("model", base).finish().folder();
        JsonObject config = Json.read(folder.resolve("config.json"));
        HandReadTensors saved = HandReadTensors.of(folder.resolve("model.safetensors"));
        Map<String, String> shapes = new TreeMap<>();
        saved.entries().forEach((name, entry) -> {
            shapes.put(name, Arrays.toString(entry.shape()));
            assertEquals("F32", entry.dtype(), name);
        });
        assertEquals(declared(config), shapes);
        assertEquals("float32", config.get("torch_dtype").getAsString());
        assertEquals("pt", saved.metadata().get("format").getAsString(), "transformers asks for it");
    }

    /** The parameters of LlamaForSequenceClassification: no lm_head, and a score without bias. */
    private static Map<String, String> declared(JsonObject config) {
        int hidden = config.get("hidden_size").getAsInt();
        int intermediate = config.get("intermediate_size").getAsInt();
        int heads = config.get("num_attention_heads").getAsInt();
        int headDim = config.has("head_dim") ? config.get("head_dim").getAsInt() : hidden / heads;
        int kvSize = config.get("num_key_value_heads").getAsInt() * headDim;
        Map<String, String> shapes = new TreeMap<>();
        shapes.put("model.embed_tokens.weight", shape(config.get("vocab_size").getAsInt(), hidden));
        shapes.put("model.norm.weight", shape(hidden));
        shapes.put("score.weight", shape(1, hidden));
        for (int layer = 0; layer < config.get("num_hidden_layers").getAsInt(); layer++) {
            String prefix = "model.layers." + layer + ".";
            shapes.put(prefix + "self_attn.q_proj.weight", shape(heads * headDim, hidden));
            shapes.put(prefix + "self_attn.k_proj.weight", shape(kvSize, hidden));
            shapes.put(prefix + "self_attn.v_proj.weight", shape(kvSize, hidden));
            shapes.put(prefix + "self_attn.o_proj.weight", shape(hidden, heads * headDim));
            shapes.put(prefix + "mlp.gate_proj.weight", shape(intermediate, hidden));
            shapes.put(prefix + "mlp.up_proj.weight", shape(intermediate, hidden));
            shapes.put(prefix + "mlp.down_proj.weight", shape(hidden, intermediate));
            shapes.put(prefix + "input_layernorm.weight", shape(hidden));
            shapes.put(prefix + "post_attention_layernorm.weight", shape(hidden));
        }
        return shapes;
    }

    private static String shape(long... extents) {
        return Arrays.toString(extents);
    }

    /** A batch padded on the right with the configuration's token, each text read where transformers reads it. */
    @Test
    void anIndependentReaderGivesTheSameRewards() {
        Path folder =
                noStep.with("learning-rate", 1e-3).with("max-steps", 2).finish().folder();
        Path scores = temp.resolve("scores.jsonl");
        TrainingCommand.Outcome outcome = ScoreCommand.of(folder, rows, scores).run();
        assertEquals(0, outcome.code(), outcome.err());
        ReferenceLlama reader = ReferenceLlama.of(folder);
        int pad = Json.read(folder.resolve("config.json")).get("pad_token_id").getAsInt();
        List<JsonObject> pairs = Json.lines(rows);
        List<JsonObject> rewards = Json.lines(scores);
        for (int i = 0; i < pairs.size(); i++) {
            for (String side : new String[] {"chosen", "rejected"}) {
                double expected = read(reader, Json.ints(pairs.get(i).get(side + "_input_ids")), pad);
                assertEquals(
                        expected,
                        rewards.get(i).get("reward_" + side).getAsDouble(),
                        1e-4 * Math.abs(expected),
                        side + " of pair " + i);
            }
        }
    }

    private static double read(ReferenceLlama reader, int[] ids, int pad) {
        int[] padded = Arrays.copyOf(ids, ids.length + 7);
        Arrays.fill(padded, ids.length, padded.length, pad);
        int last = padded.length - 1;
        while (padded[last] == pad) {
            last--;
        }
        return reader.reward(padded, last);
    }

    @Test
    void aRewardModelKeepsItsHead() {
        RunFiles first = noStep.finish();
        RunFiles second = TrainingCommand.onPairs("reward", first.folder(), rows, temp.resolve("second"))
                .with("learning-rate", 0)
                .with("max-steps", 1)
                .with("seed", 7)
                .finish();
        assertArrayEquals(first.weights().get("score.weight"), second.weights().get("score.weight"));
        assertEquals(
                Json.read(first.folder().resolve("config.json")),
                Json.read(second.folder().resolve("config.json")));
    }

    @Test
    void otherVerbsRefuseIt() {
        Path reward = noStep.finish().folder();
        for (String verb : new String[] {"sft", "dpo"}) {
            TrainingCommand.Outcome outcome = TrainingCommand.onPairs(verb, reward, rows, temp.resolve(verb))
                    .run();
            assertEquals(1, outcome.code());
            assertTrue(outcome.err().contains("is a reward model"), outcome.err());
            assertEquals(1, outcome.errorLines().size(), outcome.err());
        }
    }

    private static double squares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }
}
