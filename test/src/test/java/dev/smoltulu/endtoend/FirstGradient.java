package dev.smoltulu.endtoend;

import java.util.LinkedHashMap;
import java.util.Map;

/** The gradient of a run's first step, by parameter, from a checkpoint of that step. */
record FirstGradient(Map<String, float[]> values) {

    private static final double BETA1 = 0.9;

    /** After one step the first moment is (1 - beta1) times the gradient. */
    static FirstGradient of(RunFiles run) {
        HandReadTensors optimizer = HandReadTensors.of(run.checkpoint(1).resolve("optimizer.safetensors"));
        Map<String, float[]> gradient = new LinkedHashMap<>();
        for (String name : run.weights().keySet()) {
            float[] moment = optimizer.floats("exp_avg." + name);
            for (int i = 0; i < moment.length; i++) {
                moment[i] /= (float) (1 - BETA1);
            }
            gradient.put(name, moment);
        }
        return new FirstGradient(gradient);
    }

    /** One parameter's part. */
    FirstGradient of(String name) {
        return new FirstGradient(Map.of(name, values.get(name)));
    }

    double norm() {
        double squares = 0;
        for (float[] part : values.values()) {
            for (float value : part) {
                squares += (double) value * value;
            }
        }
        return Math.sqrt(squares);
    }
}
