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
        RunFiles run = TrainingCommand.onPairs("reward", GoldenPairs.reference(), training, temp.resolve("run"))
                .with("eval-data", heldOut)
                .with("shuffle", true)
                .with("max-length", 512)
                .with("batch-size", 16)
                .with("num-train-epochs", 4)
                .with("learning-rate", 1e-3)
                .with("weight-decay", 2)
                .with("lr-scheduler-type", "linear")
                .with("warmup-ratio", 0.1)
                .with("max-grad-norm", 1)
                .with("micro-batch-tokens", 4096)
                .finish();
        assertTrue(evaluated(run, 1, "eval_accuracy") > 0.9, () -> run.metrics().toString());
        assertTrue(Files.readString(run.folder().resolve("report.html")).contains("Calibration"));
    }

    @Test
    void preferenceTuningTellsHeldOutPairsApart() throws IOException {
        RunFiles run = TrainingCommand.onPairs("dpo", GoldenPairs.reference(), training, temp.resolve("run"))
                .with("eval-data", heldOut)
                .with("shuffle", true)
                .with("max-length", 512)
                .with("batch-size", 12)
                .with("max-steps", 40)
                .with("learning-rate", 3e-4)
                .with("lr-scheduler-type", "linear")
                .with("warmup-ratio", 0.1)
                .with("micro-batch-tokens", 4096)
                .finish();
        assertEquals(0, evaluated(run, 0, "eval_rewards/accuracies"), 0);
        assertTrue(
                evaluated(run, 1, "eval_rewards/accuracies") > 0.8,
                () -> run.metrics().toString());
        assertTrue(evaluated(run, 1, "eval_loss") < 0.4);
        double chosen = evaluated(run, 0, "eval_logps/chosen") - evaluated(run, 1, "eval_logps/chosen");
        double rejected = evaluated(run, 0, "eval_logps/rejected") - evaluated(run, 1, "eval_logps/rejected");
        assertTrue(chosen < 0.75, () -> "good texts lose " + chosen + " nats a token: the model forgets to write");
        assertTrue(rejected > chosen, () -> "bad texts lose " + rejected + ", good ones " + chosen);
        String report = Files.readString(run.folder().resolve("report.html"));
        for (String chart : new String[] {"Reward margin", "Accuracy", "Log-probabilities", "Calibration"}) {
            assertTrue(report.contains(chart), chart);
        }
    }

    private static double evaluated(RunFiles run, int number, String key) {
        return run.metrics().stream()
                .filter(row -> row.has("eval_loss"))
                .toList()
                .get(number)
                .get(key)
                .getAsDouble();
    }
}
