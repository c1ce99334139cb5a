package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses, rewards and gradients of pairs of arbitrary ids against a forward pass in double precision. */
final class PreferenceReferenceTest {

    private static final double RELATIVE = 1e-4;

    @TempDir
    private Path temp;

    private Path data;
    private List<Pair> pairs;

    private record Text(int[] ids, int[] labels) {

        static Text of(JsonObject row, String side) {
            return new Text(Json.ints(row.get(side + "_input_ids")), Json.ints(row.get(side + "_labels")));
        }

        double trained() {
            return Arrays.stream(labels, 1, labels.length)
                    .filter(label -> label != -100)
                    .count();
        }
    }

    private record Pair(Text chosen, Text rejected) {}

    @BeforeEach
    void writePairs() {
        List<JsonObject> rows = PreferenceRun.pairs(11, 5);
        data = TrainingCommand.writeRows(temp.resolve("pairs.jsonl"), rows);
        pairs = rows.stream()
                .map(row -> new Pair(Text.of(row, "chosen"), Text.of(row, "rejected")))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"dpo, 0.1, 0", "dpo, 0.3, 0.2", "dpo_norm, 5, 0", "dpo_norm, 2, 0.1"})
    void preferenceTuningIsThatOfTheFormulas(String type, double beta, double smoothing) {
        Path policy = GoldenPairs.policy(temp.resolve("policy"));
        RunFiles run = oneStep("dpo", policy)
                .with("reference-model", GoldenPairs.reference())
                .with("loss-type", type)
                .with("beta", beta)
                .with("label-smoothing", smoothing)
                .finish();

        ReferenceLlama llama = ReferenceLlama.of(policy);
        ReferenceLlama reference = ReferenceLlama.of(GoldenPairs.reference());
        ToDoubleFunction<Text> referenced = text -> logProb(reference, text, type);
        List<double[]> known = pairs.stream()
                .map(pair ->
                        new double[] {referenced.applyAsDouble(pair.chosen()), referenced.applyAsDouble(pair.rejected())
                        })
                .toList();
        Function<ReferenceLlama, List<double[]>> rewards = model -> {
            List<double[]> values = new ArrayList<>();
            for (int i = 0; i < pairs.size(); i++) {
                values.add(new double[] {
                    beta * (logProb(model, pairs.get(i).chosen(), type) - known.get(i)[0]),
                    beta * (logProb(model, pairs.get(i).rejected(), type) - known.get(i)[1])
                });
            }
            return values;
        };
        check(run, llama, rewards, smoothing);
        JsonObject step = run.stepRows().get(0);
        double chosen = pairs.stream()
                .mapToDouble(pair -> logProb(llama, pair.chosen(), type))
                .average()
                .orElseThrow();
        assertEquals(chosen, step.get("logps/chosen").getAsDouble(), RELATIVE * Math.abs(chosen));
    }

    @Test
    void aRewardModelIsThatOfTheFormulas() {
        Path model = GoldenPairs.rewardModel(temp.resolve("model"));
        check(
                oneStep("reward", model).finish(),
                ReferenceLlama.of(model),
                llama -> pairs.stream()
                        .map(pair -> new double[] {reward(llama, pair.chosen()), reward(llama, pair.rejected())})
                        .toList(),
                0);
    }

    /** A batch of all pairs that changes no weight, and the rewards of each. */
    private TrainingCommand oneStep(String verb, Path model) {
        return TrainingCommand.onPairs(verb, model, data, temp.resolve("run"))
                .with("eval-data", data)
                .with("batch-size", pairs.size())
                .with("micro-batch-tokens", 100)
                .with("save-steps", 1)
                .with("learning-rate", 0);
    }

    private static void check(
            RunFiles run, ReferenceLlama llama, Function<ReferenceLlama, List<double[]>> rewards, double smoothing) {
        Function<ReferenceLlama, Double> loss = model -> loss(rewards.apply(model), smoothing);
        double expected = loss.apply(llama);
        assertEquals(expected, run.losses()[0], RELATIVE * expected);
        List<JsonObject> lines = Json.lines(run.folder().resolve("eval_pairs.jsonl"));
        List<double[]> pairs = rewards.apply(llama);
        IntStream.range(0, pairs.size()).forEach(i -> {
            double[] pair = pairs.get(i);
            double scale = RELATIVE * Math.max(Math.abs(pair[0]), Math.abs(pair[1]));
            assertEquals(pair[0], lines.get(i).get("rewards/chosen").getAsDouble(), scale, "chosen of pair " + i);
            assertEquals(pair[1], lines.get(i).get("rewards/rejected").getAsDouble(), scale, "rejected of pair " + i);
        });
        FirstGradient gradient = FirstGradient.of(run);
        double norm = gradient.norm();
        assertEquals(norm, run.numbers("grad_norm")[0], 1e-5 * norm);
        // Along itself a gradient's slope is its squared length, and along no other direction of its length as steep.
        assertEquals(norm * norm, llama.slope(gradient.values(), 1e-4 / norm, loss), RELATIVE * norm * norm);
    }

    private static double loss(List<double[]> rewards, double smoothing) {
        return rewards.stream()
                .mapToDouble(pair -> {
                    double margin = pair[0] - pair[1];
                    return (1 - smoothing) * Math.log1p(Math.exp(-margin)) + smoothing * Math.log1p(Math.exp(margin));
                })
                .average()
                .orElseThrow();
    }

    /** Over the trained tokens: their sum, or for dpo_norm their mean. */
    private static double logProb(ReferenceLlama llama, Text text, String type) {
        double sum = -llama.loss(text.ids(), text.labels());
        return type.equals("dpo_norm") ? sum / text.trained() : sum;
    }

    private static double reward(ReferenceLlama llama, Text text) {
        return llama.reward(text.ids(), text.ids().length - 1);
    }
}
