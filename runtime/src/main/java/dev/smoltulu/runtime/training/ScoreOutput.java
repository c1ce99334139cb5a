package dev.smoltulu.runtime.training;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A pass's outputs with one number per scored sequence or token, for objectives that have such outputs. */
final class ScoreOutput {

    private final Optional<String> scoredInput;
    private final boolean hasEntropies;
    private float[] scores = {};
    private float[] entropies = {};

    ScoreOutput(TrainingObjective objective) {
        this.scoredInput = objective.scoredInput();
        this.hasEntropies = objective.hasEntropies();
    }

    /** Runs {@code pass} with the output tensors that it writes, by name, and keeps their values. */
    void run(Map<String, HostTensor> inputs, Consumer<Map<String, Tensor>> pass) {
        if (scoredInput.isEmpty()) {
            pass.accept(Map.of());
            return;
        }
        int scored = Math.toIntExact(inputs.get(scoredInput.get()).shape()[0]);
        try (OwnedResources owned = new OwnedResources()) {
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            outputs.put(TrainingGraphs.SCORES, owned.own(Tensor.zeros(DataType.FLOAT, scored)));
            if (hasEntropies) {
                outputs.put(TrainingGraphs.ENTROPIES, owned.own(Tensor.zeros(DataType.FLOAT, scored)));
            }
            pass.accept(outputs);
            scores = read(outputs.get(TrainingGraphs.SCORES));
            entropies = hasEntropies ? read(outputs.get(TrainingGraphs.ENTROPIES)) : entropies;
        }
    }

    private static float[] read(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.elements())];
        tensor.floats().get(values);
        return values;
    }

    /** The scores of the last pass; not to be changed. */
    float[] scores() {
        return scores;
    }

    /** The entropies of the last pass; not to be changed. */
    float[] entropies() {
        return entropies;
    }
}
