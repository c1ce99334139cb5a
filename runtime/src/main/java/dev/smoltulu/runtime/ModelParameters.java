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
 * A model's weights in fp32, by their Hugging Face names, for any number of sessions to read. They must outlive those
 * sessions.
 */
public final class ModelParameters implements AutoCloseable {

    private final OwnedResources owned = new OwnedResources();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private ModelParameters() {}

    /** Reads weights as {@link #read(Path, LlamaConfig, Device)} does, into the processor's memory. */
    public static ModelParameters read(Path folder, LlamaConfig config) {
        return read(folder, config, Device.CPU);
    }

    /** Reads weights in fp32, as {@link #read(Path, LlamaConfig, Device, DataType)} does. */
    public static ModelParameters read(Path folder, LlamaConfig config, Device device) {
        return read(folder, config, device, DataType.FLOAT);
    }

    /**
     * Reads the weights of a Hugging Face model folder.
     *
     * @param config what the folder's config.json says
     * @param device in whose memory they are to be
     * @param type   of all but the norms' scales, which are in fp32; where it is narrower than the file's, it rounds
     * @throws dev.smoltulu.base.UserError when the weights are missing, broken or not those of {@code config}
     */
    public static ModelParameters read(Path folder, LlamaConfig config, Device device, DataType type) {
        try (ModelWeights weights = ModelWeights.open(folder)) {
            weights.checkAgainst(LlamaParameters.of(config));
            return of(config, device, type, weights::readFloats);
        }
    }

    /** Weights from anywhere, as {@link #of(LlamaConfig, Device, BiConsumer)} has them, in the processor's memory. */
    public static ModelParameters of(LlamaConfig config, BiConsumer<String, FloatBuffer> source) {
        return of(config, Device.CPU, source);
    }

    /**
     * Weights from anywhere.
     *
     * @param device in whose memory they are to be
     * @param source fills a buffer with the parameter of a name, in row-major order
     */
    public static ModelParameters of(LlamaConfig config, Device device, BiConsumer<String, FloatBuffer> source) {
        return of(config, device, DataType.FLOAT, source);
    }

    private static ModelParameters of(
            LlamaConfig config, Device device, DataType type, BiConsumer<String, FloatBuffer> source) {
        ModelParameters parameters = new ModelParameters();
        try {
            for (ParameterSpec spec : LlamaParameters.of(config)) {
                Tensor tensor = parameters.owned.own(Tensor.zeros(device, spec.type(type), spec.dims()));
                tensor.fill(floats -> source.accept(spec.name(), floats));
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
