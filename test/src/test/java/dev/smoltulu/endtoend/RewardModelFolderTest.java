package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                .with("learning-rate", 0).with("max-steps", 1);
    }

    @Test
    void theConfigurationNamesOneLabelAndAPadTokenThatEndsNoAnswer() {
        JsonObject config = Json.read(noStep.finish().folder().resolve("config.json"));
        assertEquals("[\"LlamaForSequenceClassification\"]", config.get("architectures").toString());
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
        float[] again = noStep.with("output-dir", temp.resolve("again")).finish().weights().get("score.weight");
        assertArrayEquals(head, again);
        float[] other = noStep.with("output-dir", temp.resolve("other")).with("seed", 7).finish().weights()
                .get("score.weight");
        assertFalse(Arrays.equals(head, other));
    }

    @Test
    void aRewardModelKeepsItsHead() {
        RunFiles first = noStep.finish();
        RunFiles second = TrainingCommand.onPairs("reward", first.folder(), rows, temp.resolve("second"))
                .with("learning-rate", 0).with("max-steps", 1).with("seed", 7).finish();
        assertArrayEquals(first.weights().get("score.weight"), second.weights().get("score.weight"));
        assertEquals(Json.read(first.folder().resolve("config.json")),
                Json.read(second.folder().resolve("config.json")));
    }

    @Test
    void otherVerbsRefuseIt() {
        Path reward = noStep.finish().folder();
        for (String verb : new String[] {"sft", "dpo"}) {
            TrainingCommand.Outcome outcome = TrainingCommand.onPairs(verb, reward, rows, temp.resolve(verb)).run();
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
