package dev.smoltulu.runtime.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.training.Stories.Kind;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses, gradients and parameters against those of PyTorch on the same model and token ids. */
class GoldenTrainingTest {

    private static final double RELATIVE = 1e-4;
    /** Of a parameter's gradient: below this share of the whole gradient its norm is rounding. */
    private static final double FLOOR = 1e-6;

    private static final double PEAK_RATE = 1e-3;
    private static Stories stories;

    @BeforeAll
    static void load() throws IOException {
        stories = Stories.load();
    }

    @ParameterizedTest
    @CsvSource({
        "BOUND, sft_token-mean, TOKEN_MEAN, 4", "BOUND, sft_token-mean, TOKEN_MEAN, 1",
        "ORT, sft_token-mean, TOKEN_MEAN, 4", "ORT, sft_token-mean, TOKEN_MEAN, 1",
        "BOUND, sft_sum, SUM, 4", "ORT, sft_sum, SUM, 2"
    })
    void trainsAsPyTorch(Kind kind, String key, LossReduction reduction, int microBatch) {
        JsonObject adamw = stories.golden(key).getAsJsonObject("adamw");
        double[] losses = Stories.doubles(adamw, "losses");
        double[] norms = Stories.doubles(adamw, "grad_norms");
        try (TrainingSession session = kind.open(stories.spec(0, OptionalDouble.empty()), stories.start)) {
            for (int step = 0; step < losses.length; step++) {
                double loss = accumulate(session, reduction, microBatch);
                assertEquals(losses[step], loss, losses[step] * RELATIVE, "loss of step " + step);
                assertEquals(norms[step], session.gradientNorm(), norms[step] * RELATIVE, "norm of step " + step);
                session.update(PEAK_RATE);
            }
            assertParameters(adamw.getAsJsonObject("params_first4_after"), session);
        }
    }

    @ParameterizedTest
    @EnumSource
    void clipsWarmsUpAndDecaysAsPyTorch(Kind kind) {
        JsonObject golden = stories.golden("sft_clip_linear_decay");
        double[] losses = Stories.doubles(golden, "losses");
        double[] rates = Stories.doubles(golden, "lrs");
        try (TrainingSession session = kind.open(stories.spec(0.1, OptionalDouble.of(0.5)), stories.start)) {
            for (int step = 0; step < losses.length; step++) {
                double loss = accumulate(session, LossReduction.TOKEN_MEAN, 2);
                assertEquals(losses[step], loss, losses[step] * RELATIVE, "loss of step " + step);
                session.update(rates[step]);
            }
            assertParameters(golden.getAsJsonObject("params_first4_after"), session);
        }
    }

    /** ONNX Runtime hides its gradients, but the first step's first moments are a tenth of them. */
    @ParameterizedTest
    @CsvSource({
        "BOUND, sft_token-mean, TOKEN_MEAN",
        "ORT, sft_token-mean, TOKEN_MEAN",
        "BOUND, sft_sum, SUM",
        "ORT, sft_sum, SUM"
    })
    void everyParametersGradientIsPyTorchs(Kind kind, String key, LossReduction reduction) {
        JsonObject golden = stories.golden(key);
        JsonObject norms = golden.getAsJsonObject("grad_l2");
        double total = Stories.doubles(golden.getAsJsonObject("adamw"), "grad_norms")[0];
        try (TrainingSession session = kind.open(stories.spec(0, OptionalDouble.empty()), stories.start)) {
            accumulate(session, reduction, 2);
            Map<String, Gradient> gradients = new HashMap<>();
            if (session instanceof BoundTrainingSession bound) {
                bound.forEachGradient((name, values) -> gradients.put(name, Gradient.of(values, 1)));
            } else {
                session.update(PEAK_RATE);
                for (ParameterSpec parameter : stories.parameters) {
                    gradients.put(parameter.name(), Gradient.of(session.firstMoment(parameter.name()), 10));
                }
            }
            assertEquals(norms.keySet(), gradients.keySet());
            gradients.forEach((name, gradient) -> {
                double expected = norms.get(name).getAsDouble();
                assertEquals(expected, gradient.norm(), expected * RELATIVE + total * FLOOR, name);
                double[] first = Stories.doubles(golden.getAsJsonObject("grad_first4"), name);
                for (int i = 0; i < first.length; i++) {
                    assertEquals(first[i], gradient.first4()[i], expected * RELATIVE, name + " element " + i);
                }
            });
        }
    }

    private record Gradient(double norm, double[] first4) {

        static Gradient of(FloatBuffer values, double scale) {
            float[] elements = Stories.floats(values);
            double sum = 0;
            for (float element : elements) {
                sum += element * (double) element;
            }
            double[] first = new double[4];
            Arrays.setAll(first, i -> elements[i] * scale);
            return new Gradient(Math.sqrt(sum) * scale, first);
        }
    }

    private static double accumulate(TrainingSession session, LossReduction reduction, int microBatch) {
        double loss = 0;
        int sequences = stories.sequences.size();
        for (int from = 0; from < sequences; from += microBatch) {
            loss += session.accumulate(stories.inputs(from, Math.min(sequences, from + microBatch), reduction));
        }
        return loss;
    }

    private static void assertParameters(JsonObject expected, TrainingSession session) {
        assertEquals(stories.parameters.size(), expected.size());
        for (ParameterSpec parameter : stories.parameters) {
            double[] first = Stories.doubles(expected, parameter.name());
            float[] actual = Stories.floats(session.parameter(parameter.name()));
            assertTrue(first.length == 4, parameter.name());
            for (int i = 0; i < first.length; i++) {
                assertEquals(first[i], actual[i], 1e-4, parameter.name() + " element " + i);
            }
        }
    }
}
