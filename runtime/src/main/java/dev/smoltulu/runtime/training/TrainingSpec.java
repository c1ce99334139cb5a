package dev.smoltulu.runtime.training;

import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.SessionSettings;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What is trained and how.
 *
 * @param graphs      options of the training graph
 * @param maxGradNorm maximum global norm of the gradients, if they are clipped
 */
public record TrainingSpec(
        LlamaConfig config,
        TrainingGraphs.Options graphs,
        AdamW optimizer,
        OptionalDouble maxGradNorm,
        SessionSettings settings) {

    public List<ParameterSpec> parameters() {
        return LlamaParameters.of(config);
    }
}
