package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real preference pairs teach something about pairs that were not trained on. */
@Tag("slow")
final class PreferenceLearningTest {

    @TempDir
    private Path temp;
    private Path training;
    private Path heldOut;

    @BeforeEach
    void splitRows() {
        List<JsonObject> rows = Json.lines(SharedFolder.resolve("data/preference/polite.jsonl"));
        List<JsonObject> kept = new ArrayList<>();
        List<JsonObject> held = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            (i % 6 == 5 ? held : kept).add(rows.get(i));
        }
        training = TrainingCommand.writeRows(temp.resolve("training.jsonl"), kept);
        heldOut = TrainingCommand.writeRows(temp.resolve("held-out.jsonl"), held);
    }

    @Test
    void aRewardModelTellsNineOfTenHeldOutPairs() throws IOException {
        RunFiles run = TrainingCommand.onPairs("reward", tinyModel(), training, temp.resolve("run"))
                .with("init", "random").with("eval-data", heldOut).with("shuffle", true).with("max-length", 256)
                .with("lr-scheduler-type", "cosine").with("learning-rate", 1e-3).with("batch-size", 16)
                .with("num-train-epochs", 4).with("micro-batch-tokens", 4096).finish();
        assertTrue(evaluated(run, 1, "eval_accuracy") > 0.9, () -> run.metrics().toString());
        assertTrue(Files.readString(run.folder().resolve("report.html")).contains("Calibration"));
    }

    @Test
    void preferenceTuningTellsHeldOutPairsApart() throws IOException {
        RunFiles run = TrainingCommand.onPairs("dpo", GoldenPairs.reference(), training, temp.resolve("run"))
                .with("eval-data", heldOut).with("shuffle", true).with("max-length", 512).with("batch-size", 12)
                .with("max-steps", 30).with("micro-batch-tokens", 4096).finish();
        assertEquals(0, evaluated(run, 0, "eval_rewards/accuracies"), 0);
        assertTrue(evaluated(run, 1, "eval_rewards/accuracies") > 0.75, () -> run.metrics().toString());
        assertTrue(evaluated(run, 1, "eval_loss") < Math.log(2));
        String report = Files.readString(run.folder().resolve("report.html"));
        for (String chart : new String[] {"Reward margin", "Accuracy", "Log-probabilities", "Calibration"}) {
            assertTrue(report.contains(chart), chart);
        }
    }

    private static double evaluated(RunFiles run, int number, String key) {
        return run.metrics().stream().filter(row -> row.has("eval_loss")).toList().get(number).get(key).getAsDouble();
    }

    /** One layer over SmolLM2's tokens, whose weights start small so that a rare word says little. */
    private Path tinyModel() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("tiny"));
        Path source = SharedFolder.resolve("models/SmolLM2-135M");
        for (String name : new String[] {"config.json", "tokenizer.json", "tokenizer_config.json"}) {
            Files.copy(source.resolve(name), folder.resolve(name));
        }
        ModelFolder.setConfig(folder, "hidden_size", 64);
        ModelFolder.setConfig(folder, "intermediate_size", 128);
        ModelFolder.setConfig(folder, "num_hidden_layers", 1);
        ModelFolder.setConfig(folder, "num_attention_heads", 2);
        ModelFolder.setConfig(folder, "num_key_value_heads", 2);
        ModelFolder.setConfig(folder, "head_dim", 32);
        ModelFolder.setConfig(folder, "initializer_range", 0.002);
        return folder;
    }
}
