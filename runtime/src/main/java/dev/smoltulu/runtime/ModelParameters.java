package dev.smoltulu.runtime;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ModelWeights;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A model's weights by their Hugging Face names, for any number of sessions to read. They must outlive those sessions.
 */
public final class ModelParameters implements AutoCloseable {

    private final OwnedResources owned;
    private final Map<String, Tensor> tensors;

    private ModelParameters(Map<String, Tensor> tensors, OwnedResources owned) {
        this.tensors = tensors;
        this.owned = owned;
    }

    /** Reads weights in fp32 into host memory. */
    public static ModelParameters read(Path folder, LlamaConfig config) {
        return read(folder, config, Device.CPU);
    }

    /** Reads weights in fp32 into the memory of {@code device}. */
    public static ModelParameters read(Path folder, LlamaConfig config, Device device) {
        return read(folder, config, device, DataType.FLOAT);
    }

    /**
     * Reads the weights of a Hugging Face model folder.
     *
     * @param config what the folder's config.json says
     * @param device the device whose memory holds the weights
     * @param type   of all weights but the norms' scales, which are in fp32; a type narrower than the file's rounds
     * @throws dev.smoltulu.base.UserError when the weights are missing, broken or not those of {@code config}
     */
    public static ModelParameters read(Path folder, LlamaConfig config, Device device, DataType type) {
        try (ModelWeights weights = ModelWeights.open(folder)) {
            weights.checkAgainst(LlamaParameters.of(config));
            return of(config, device, type, weights::readFloats);
        }
    }

    /** Weights in fp32 in host memory; {@code source} fills a buffer with the parameter of a name. */
    public static ModelParameters of(LlamaConfig config, BiConsumer<String, FloatBuffer> source) {
        return of(config, Device.CPU, source);
    }

    /**
     * Weights in fp32 from any source.
     *
     * @param device the device whose memory holds the weights
     * @param source fills a buffer with the parameter of a name, in row-major order
     */
    public static ModelParameters of(LlamaConfig config, Device device, BiConsumer<String, FloatBuffer> source) {
        return of(config, device, DataType.FLOAT, source);
    }

    private static ModelParameters of(
            LlamaConfig config, Device device, DataType type, BiConsumer<String, FloatBuffer> source) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (OwnedResources opening = new OwnedResources()) {
            for (ParameterSpec spec : LlamaParameters.of(config)) {
                Tensor tensor = opening.own(Tensor.zeros(device, spec.type(type), spec.dims()));
                tensor.fill(floats -> source.accept(spec.name(), floats));
                tensors.put(spec.name(), tensor);
            }
            return new ModelParameters(Collections.unmodifiableMap(tensors), opening.release());
        }
    }

    /** The parameters by name, in model order. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    @Override
    public void close() {
        owned.close();
    }
}
