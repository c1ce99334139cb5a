package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten optimizer steps from the command line against PyTorch's, on the same token ids. */
final class SftGoldenTest {

    private static final double RELATIVE = 1e-4;

    @TempDir
    private Path temp;

    private JsonObject golden;
    private TrainingCommand tenSteps;

    @BeforeEach
    void writeTheGoldenRows() {
        golden = Json.read(SharedFolder.resolve("golden/stories260K.json"));
        List<JsonObject> rows = new ArrayList<>();
        for (JsonElement row : golden.getAsJsonObject("sft_token-mean").getAsJsonArray("sequences")) {
            rows.add(row.getAsJsonObject());
        }
        Path data = TrainingCommand.writeRows(temp.resolve("golden.jsonl"), rows);
        tenSteps = TrainingCommand.onStories(data, temp.resolve("run"))
                .with("batch-size", rows.size())
                .with("max-steps", 10)
                .with("learning-rate", 1e-3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bound", "ort"})
    void tokenMean(String session) {
        JsonObject adamw = golden.getAsJsonObject("sft_token-mean").getAsJsonObject("adamw");
        RunFiles run = tenSteps.with("loss-reduction", "token_mean")
                .with("training-session", session)
                .with("save-steps", 1)
                .with("save-total-limit", 0)
                .finish();
        assertTrajectory(adamw, run);
        assertNear(Json.doubles(adamw.get("grad_norms")), run.numbers("grad_norm"), "grad_norm");
        GoldenGradients.assertNear(golden.getAsJsonObject("sft_token-mean"), run);
    }

    @Test
    void sum() {
        JsonObject adamw = golden.getAsJsonObject("sft_sum").getAsJsonObject("adamw");
        RunFiles run = tenSteps.with("loss-reduction", "sum")
                .with("save-steps", 1)
                .with("save-total-limit", 0)
                .finish();
        assertTrajectory(adamw, run);
        assertNear(Json.doubles(adamw.get("grad_norms")), run.numbers("grad_norm"), "grad_norm");
        GoldenGradients.assertNear(golden.getAsJsonObject("sft_sum"), run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bound", "ort"})
    void clippingWarmupAndDecay(String session) {
        JsonObject expected = golden.getAsJsonObject("sft_clip_linear_decay");
        RunFiles run = tenSteps.with("training-session", session)
                .with("lr-scheduler-type", "linear")
                .with("warmup-steps", 3)
                .with("max-grad-norm", 0.5)
                .with("weight-decay", 0.1)
                .finish();
        assertTrajectory(expected, run);
        assertNear(Json.doubles(expected.get("lrs")), run.numbers("learning_rate"), "learning_rate");
    }

    @Test
    void theTrajectoryDoesNotDependOnTheMicroBatches() {
        JsonObject adamw = golden.getAsJsonObject("sft_token-mean").getAsJsonObject("adamw");
        RunFiles run = tenSteps.with("micro-batch-tokens", 100)
                .with("gradient-checkpointing", true)
                .finish();
        assertTrajectory(adamw, run);
        assertNear(Json.doubles(adamw.get("grad_norms")), run.numbers("grad_norm"), "grad_norm");
    }

    private static void assertTrajectory(JsonObject expected, RunFiles run) {
        assertNear(Json.doubles(expected.get("losses")), run.losses(), "loss");
        Map<String, float[]> weights = run.weights();
        JsonObject first = expected.getAsJsonObject("params_first4_after");
        assertEquals(first.keySet(), weights.keySet());
        first.asMap().forEach((name, numbers) -> {
            double[] four = Json.doubles(numbers);
            for (int i = 0; i < four.length; i++) {
                // Adam divides by the gradient's size, so where that is near zero its rounding shows: an absolute
                // bound of a hundredth of the ten steps' learning rate.
                assertEquals(four[i], weights.get(name)[i], 1e-4, name + "[" + i + "]");
            }
        });
    }

    private static void assertNear(double[] expected, double[] actual, String what) {
        assertEquals(expected.length, actual.length, what);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], RELATIVE * Math.abs(expected[i]), what + " of step " + (i + 1));
        }
    }
}
