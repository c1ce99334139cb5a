package dev.smoltulu.runtime;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.precision.WeightCast;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights in the types that inference computes with: the owner's own tensors where they have these types already, else
 * copies on the same device. {@link #refresh} casts all weights once, where a graph with casts of its own would do so
 * for every token.
 */
public final class InferenceWeights implements AutoCloseable {

    private final OwnedResources owned;
    private final Map<String, Tensor> tensors;
    private ModelSession cast;

    /**
     * Weights for inference on the device of {@code settings}; copies are empty until {@link #refresh}.
     *
     * @param weights those of {@code config} by their Hugging Face names, all in fp32 or all as inference takes them;
     *                they must outlive this
     * @param type    type of matrix multiplications
     */
    public InferenceWeights(LlamaConfig config, Map<String, Tensor> weights, DataType type, SessionSettings settings) {
        this.tensors = new LinkedHashMap<>(weights);
        if (LlamaParameters.of(config).stream()
                .allMatch(spec -> weights.get(spec.name()).type() == spec.type(type))) {
            this.owned = new OwnedResources();
            return;
        }
        try (OwnedResources opening = new OwnedResources()) {
            cast = opening.own(new ModelSession(WeightCast.graph(config, type), settings));
            for (ParameterSpec spec : WeightCast.copied(config, type)) {
                Tensor copy = opening.own(Tensor.zeros(settings.device(), type, spec.dims()));
                cast.bindInput(spec.name(), weights.get(spec.name()));
                cast.bindOutput(WeightCast.copy(spec.name()), copy);
                tensors.put(spec.name(), copy);
            }
            this.owned = opening.release();
        }
    }

    /** The weights by name, in model order. */
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Updates the copies from the original weights. */
    public void refresh() {
        if (cast != null) {
            cast.run();
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
