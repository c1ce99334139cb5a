package dev.smoltulu.runtime;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.precision.WeightCast;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights in the types that inference computes with: the very tensors that someone else owns where they are that
 * already, else copies in their memory, made in one pass on the device. A copy is a round of all weights for each
 * {@link #refresh}, instead of one for each token where graphs would cast by themselves.
 */
public final class InferenceWeights implements AutoCloseable {

    private final OwnedResources owned = new OwnedResources();
    private final Map<String, Tensor> tensors;
    private ModelSession cast;

    /**
     * Weights for inference on the device of {@code settings}; copies are empty until {@link #refresh}.
     *
     * @param weights those of {@code config} by their Hugging Face names, all in fp32 or all as inference takes them;
     *                they must outlive this
     * @param type    what products are computed in
     */
    public InferenceWeights(LlamaConfig config, Map<String, Tensor> weights, DataType type, SessionSettings settings) {
        this.tensors = new LinkedHashMap<>(weights);
        if (LlamaParameters.of(config).stream()
                .allMatch(spec -> weights.get(spec.name()).type() == spec.type(type))) {
            return;
        }
        List<ParameterSpec> copied = WeightCast.copied(config, type);
        try {
            cast = owned.own(new ModelSession(WeightCast.graph(config, type), settings));
            for (ParameterSpec spec : copied) {
                Tensor copy = owned.own(Tensor.zeros(settings.device(), type, spec.dims()));
                cast.bindInput(spec.name(), weights.get(spec.name()));
                cast.bindOutput(WeightCast.copy(spec.name()), copy);
                tensors.put(spec.name(), copy);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The weights by name, in model order. */
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Brings copies up to date with what they were made from. */
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
