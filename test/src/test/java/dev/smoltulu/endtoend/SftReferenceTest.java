package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loss and gradient of a step on arbitrary ids against a forward pass in double precision. */
final class SftReferenceTest {

    @TempDir
    private Path temp;

    /** A row with some tokens trained. */
    private record Row(int[] ids, int[] labels) {

        static Row random(SplittableRandom random, int length) {
            int[] ids = random.ints(length, 3, 512).toArray();
            int[] labels = new int[length];
            for (int i = 0; i < length; i++) {
                labels[i] = random.nextInt(3) == 0 ? -100 : ids[i];
            }
            return new Row(ids, labels);
        }

        int trained() {
            int trained = 0;
            for (int i = 1; i < labels.length; i++) {
                trained += labels[i] == -100 ? 0 : 1;
            }
            return trained;
        }

        JsonObject json() {
            JsonObject json = new JsonObject();
            json.add("input_ids", Json.array(ids));
            json.add("labels", Json.array(labels));
            return json;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"token_mean", "sum", "sequence_mean"})
    void lossAndGradientAreThoseOfTheFormulas(String reduction) {
        SplittableRandom random = new SplittableRandom(reduction.hashCode());
        List<Row> rows = List.of(Row.random(random, 37), Row.random(random, 5), Row.random(random, 18));
        Path data = TrainingCommand.writeRows(
                temp.resolve("rows.jsonl"), rows.stream().map(Row::json).toList());
        RunFiles run = TrainingCommand.onStories(data, temp.resolve("run"))
                .with("eval-data", data)
                .with("loss-reduction", reduction)
                .with("batch-size", 3)
                .with("max-steps", 1)
                .with("save-steps", 1)
                .finish();

        Path model = SharedFolder.resolve("models/stories260K");
        ReferenceLlama reference = ReferenceLlama.of(model);
        Function<ReferenceLlama, Double> loss = llama -> reduced(reduction, rows, llama);
        double expected = loss.apply(reference);
        assertEquals(expected, run.losses()[0], 1e-5 * expected);
        double evaluated = run.metrics().get(0).get("eval_loss").getAsDouble();
        double tokenMean = reduced("token_mean", rows, reference);
        assertEquals(tokenMean, evaluated, 1e-5 * tokenMean, "the evaluation is always the mean over tokens");

        FirstGradient gradient = FirstGradient.of(run);
        double norm = gradient.norm();
        assertEquals(norm, run.numbers("grad_norm")[0], 1e-5 * norm);
        // Along itself a gradient's slope is its squared length, and along no other direction of its length as steep.
        assertEquals(norm * norm, reference.slope(gradient.values(), 1e-4 / norm, loss), 1e-4 * norm * norm);
        assertEverySinglePartIsRight(reference, gradient, loss, norm);
    }

    /** The slope along each parameter's own gradient. */
    private static void assertEverySinglePartIsRight(
            ReferenceLlama reference, FirstGradient gradient, Function<ReferenceLlama, Double> loss, double norm) {
        for (String name : List.of(
                "model.embed_tokens.weight",
                "model.layers.0.self_attn.k_proj.weight",
                "model.layers.1.input_layernorm.weight",
                "model.layers.3.mlp.gate_proj.weight",
                "model.norm.weight")) {
            FirstGradient part = gradient.of(name);
            double own = part.norm();
            assertEquals(own * own, reference.slope(part.values(), 1e-4 / own, loss), 1e-4 * own * norm, name);
        }
    }

    private static double reduced(String reduction, List<Row> rows, ReferenceLlama llama) {
        double summed = 0;
        double meanOfMeans = 0;
        int trained = 0;
        for (Row row : rows) {
            double loss = llama.loss(row.ids(), row.labels());
            summed += loss;
            meanOfMeans += loss / row.trained() / rows.size();
            trained += row.trained();
        }
        return switch (reduction) {
            case "token_mean" -> summed / trained;
            case "sum" -> summed / rows.size();
            case "sequence_mean" -> meanOfMeans;
            default -> throw new IllegalArgumentException(reduction);
        };
    }
}
