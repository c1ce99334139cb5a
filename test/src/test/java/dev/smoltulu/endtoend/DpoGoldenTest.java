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

/** Direct preference optimisation from the command line against PyTorch's numbers on the same token ids. */
final class DpoGoldenTest {

    private static final double RELATIVE = 1e-4;
    /** Rewards are small differences of log-probabilities, of which both sides know some seven digits. */
    private static final double ROUNDING = 4e-7;

    @TempDir
    private Path temp;

    private Path policy;
    private List<JsonObject> rows;

    @BeforeEach
    void writePolicyAndRows() {
        policy = GoldenPairs.policy(temp.resolve("policy"));
        rows = GoldenPairs.rows();
    }

    @ParameterizedTest
    @CsvSource({"dpo, 0.1, bound, 1024", "dpo_norm, 5, bound, 1024", "dpo, 0.1, ort, 1024", "dpo_norm, 5, bound, 1"})
    void lossAndGradients(String type, double beta, String session, int microBatchTokens) {
        JsonObject expected = GoldenPairs.numbers(type);
        RunFiles run = command(type, beta)
                .with("batch-size", rows.size())
                .with("training-session", session)
                .with("micro-batch-tokens", microBatchTokens)
                .with("save-steps", 1)
                .finish();
        assertEquals(1, run.losses().length);
        assertNear(expected.get("loss").getAsDouble(), run.losses()[0], "loss");
        GoldenGradients.assertNear(expected, run);
    }

    @ParameterizedTest
    @CsvSource({"dpo, 0.1", "dpo_norm, 5"})
    void everyPair(String type, double beta) {
        JsonArray expected = GoldenPairs.numbers(type).getAsJsonArray("rows");
        List<JsonObject> steps = command(type, beta)
                .with("batch-size", 1)
                .with("learning-rate", 0)
                .finish()
                .stepRows();
        assertEquals(expected.size(), steps.size());
        for (int i = 0; i < expected.size(); i++) {
            JsonObject pair = expected.get(i).getAsJsonObject();
            JsonObject step = steps.get(i);
            double rounded = 0;
            for (String side : new String[] {"chosen", "rejected"}) {
                double logProb = pair.get("policy_" + side).getAsDouble();
                double reference = pair.get("ref_" + side).getAsDouble();
                assertNear(logProb, step.get("logps/" + side).getAsDouble(), "log-probability, " + side);
                double rounding = ROUNDING * beta * Math.abs(logProb);
                rounded += rounding;
                assertEquals(
                        beta * (logProb - reference),
                        step.get("rewards/" + side).getAsDouble(),
                        RELATIVE * beta * Math.abs(logProb - reference) + 2 * rounding,
                        "reward, " + side);
            }
            double margin = pair.get("margin").getAsDouble();
            assertEquals(
                    margin, step.get("rewards/margins").getAsDouble(), RELATIVE * Math.abs(margin) + rounded, "margin");
            assertEquals(margin > 0 ? 1 : 0, step.get("rewards/accuracies").getAsDouble());
        }
    }

    @Test
    void smoothedLabels() {
        double[] margins = new double[rows.size()];
        JsonArray expected = GoldenPairs.numbers("dpo").getAsJsonArray("rows");
        double loss = 0;
        for (int i = 0; i < margins.length; i++) {
            double margin = expected.get(i).getAsJsonObject().get("margin").getAsDouble();
            loss += (0.9 * Math.log1p(Math.exp(-margin)) + 0.1 * Math.log1p(Math.exp(margin))) / margins.length;
        }
        RunFiles run = command("dpo", 0.1)
                .with("batch-size", rows.size())
                .with("label-smoothing", 0.1)
                .finish();
        assertNear(loss, run.losses()[0], "loss");
    }

    private TrainingCommand command(String type, double beta) {
        Path data = TrainingCommand.writeRows(temp.resolve("pairs.jsonl"), rows);
        return TrainingCommand.onPairs("dpo", policy, data, temp.resolve("run"))
                .with("loss-type", type)
                .with("beta", beta)
                .with("reference-model", GoldenPairs.reference());
    }

    private static void assertNear(double expected, double actual, String what) {
        assertEquals(expected, actual, RELATIVE * Math.abs(expected), what);
    }
}
