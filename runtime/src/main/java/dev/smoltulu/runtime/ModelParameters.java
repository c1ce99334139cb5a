package dev.smoltulu.runtime;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.llama.ParameterSpec;
import dev.smoltulu.graphs.weights.ModelWeights;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's weights in fp32, by their Hugging Face names, for any number of sessions to read. They must outlive those
 * sessions.
 */
public final class ModelParameters implements AutoCloseable {

    private final OwnedResources owned = new OwnedResources();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private ModelParameters() {
    }

    /**
     * Reads the weights of a Hugging Face model folder.
     *
     * @param config what the folder's config.json says
     * @throws dev.smoltulu.UserError when the weights are missing, broken or not those of {@code config}
     */
    public static ModelParameters read(Path folder, LlamaConfig config) {
        ModelParameters parameters = new ModelParameters();
        List<ParameterSpec> specs = LlamaParameters.of(config);
        try (ModelWeights weights = ModelWeights.open(folder)) {
            weights.checkAgainst(specs);
            for (ParameterSpec spec : specs) {
                Tensor tensor = parameters.owned.own(Tensor.zeros(DataType.FLOAT, spec.dims()));
                weights.readFloats(spec.name(), tensor.floats());
                parameters.tensors.put(spec.name(), tensor);
            }
            return parameters;
        } catch (RuntimeException e) {
            parameters.close();
            throw e;
        }
    }

    /** The parameters by name, in model order. */
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public void close() {
        tensors.clear();
        owned.close();
    }
}
