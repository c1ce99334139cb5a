package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reward models from the command line against PyTorch's numbers on the same token ids. */
final class RewardGoldenTest {

    private static final double RELATIVE = 1e-4;

    @TempDir
    private Path temp;

    private JsonObject golden;
    private TrainingCommand command;

    @BeforeEach
    void prepare() {
        golden = GoldenPairs.numbers("reward_model");
        Path rows = TrainingCommand.writeRows(temp.resolve("pairs.jsonl"), GoldenPairs.rows());
        command = TrainingCommand.onPairs(
                "reward", GoldenPairs.rewardModel(temp.resolve("model")), rows, temp.resolve("run"));
    }

    @ParameterizedTest
    @CsvSource({"bound, 1024", "ort, 1024", "bound, 1"})
    void lossAndGradients(String session, int microBatchTokens) {
        RunFiles run = command.with("batch-size", 3)
                .with("training-session", session)
                .with("micro-batch-tokens", microBatchTokens)
                .with("save-steps", 1)
                .finish();
        double loss = golden.get("loss").getAsDouble();
        assertEquals(loss, run.losses()[0], RELATIVE * loss);
        GoldenGradients.assertNear(golden, run);
        float[] moment = HandReadTensors.of(run.checkpoint(1).resolve("optimizer.safetensors"))
                .floats("exp_avg.score.weight");
        GoldenGradients.assertFirst(Json.doubles(golden.get("head_grad_first4")), moment, 1, "score.weight");
    }

    @Test
    void scoresOfEveryPair() {
        JsonArray scores = golden.getAsJsonArray("scores");
        List<JsonObject> steps =
                command.with("batch-size", 1).with("learning-rate", 0).finish().stepRows();
        for (int i = 0; i < scores.size(); i++) {
            double[] pair = Json.doubles(scores.get(i));
            JsonObject step = steps.get(i);
            assertEquals(pair[0], step.get("rewards/chosen").getAsDouble(), RELATIVE * Math.abs(pair[0]));
            assertEquals(pair[1], step.get("rewards/rejected").getAsDouble(), RELATIVE * Math.abs(pair[1]));
            assertEquals(pair[0] > pair[1] ? 1 : 0, step.get("accuracy").getAsDouble());
        }
    }
}
