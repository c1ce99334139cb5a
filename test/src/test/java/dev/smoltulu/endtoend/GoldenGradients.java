package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;

/** A run's first gradients against PyTorch's. */
final class GoldenGradients {

    private static final double RELATIVE = 1e-4;

    private GoldenGradients() {}

    /**
     * Compares the length of every parameter's gradient, and its first elements where the golden numbers have them. The
     * run has a checkpoint of step 1: after one step the first moment is (1 - beta1) times the gradient.
     */
    static void assertNear(JsonObject expected, RunFiles run) {
        HandReadTensors optimizer = HandReadTensors.of(run.checkpoint(1).resolve("optimizer.safetensors"));
        expected.getAsJsonObject("grad_l2").asMap().forEach((name, norm) -> {
            float[] moment = optimizer.floats("exp_avg." + name);
            double squares = 0;
            for (float value : moment) {
                squares += (double) value * value;
            }
            double length = norm.getAsDouble();
            assertEquals(length, Math.sqrt(squares) / 0.1, RELATIVE * length, "gradient norm of " + name);
            if (expected.has("grad_first4")) {
                assertFirst(Json.doubles(expected.getAsJsonObject("grad_first4").get(name)), moment, length, name);
            }
        });
    }

    /** Compares a gradient's first elements, to a share of its length. */
    static void assertFirst(double[] expected, float[] moment, double length, String name) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], moment[i] / 0.1, RELATIVE * length, "gradient of " + name + "[" + i + "]");
        }
    }
}
