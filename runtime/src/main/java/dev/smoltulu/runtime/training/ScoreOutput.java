package dev.smoltulu.runtime.training;

import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.runtime.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The output of a pass that has one number a sequence, where the objective has it. */
final class ScoreOutput {

    private final Optional<String> perSequenceInput;
    private float[] values = {};

    ScoreOutput(TrainingObjective objective) {
        this.perSequenceInput = objective.perSequenceInput();
    }

    /** Runs {@code pass} on {@code inputs}, gives it the tensor to write scores into by its name, and keeps them. */
    void run(Map<String, HostTensor> inputs, Consumer<Map<String, Tensor>> pass) {
        if (perSequenceInput.isEmpty()) {
            pass.accept(Map.of());
            return;
        }
        long sequences = inputs.get(perSequenceInput.get()).shape()[0];
        try (Tensor scores = Tensor.zeros(DataType.FLOAT, sequences)) {
            pass.accept(Map.of(TrainingGraphs.SCORES, scores));
            values = new float[Math.toIntExact(sequences)];
            scores.floats().get(values);
        }
    }

    /** The scores of the last pass; not to be changed. */
    float[] values() {
        return values;
    }
}
