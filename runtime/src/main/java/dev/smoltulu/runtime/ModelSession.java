package dev.smoltulu.runtime;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.OnnxModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.onnxruntime.Allocator;
import org.bytedeco.onnxruntime.IoBinding;
import org.bytedeco.onnxruntime.KeyValuePairs;
import org.bytedeco.onnxruntime.MemoryInfo;
import org.bytedeco.onnxruntime.ModelMetadata;
import org.bytedeco.onnxruntime.RunOptions;
import org.bytedeco.onnxruntime.Session;
import org.bytedeco.onnxruntime.SessionOptions;
import org.bytedeco.onnxruntime.StringVector;
import org.bytedeco.onnxruntime.TypeInfo;
import org.bytedeco.onnxruntime.global.onnxruntime;

/**
 * A graph ready to run, with its inputs and outputs bound to tensors that the caller owns. Not safe for use by several
 * threads.
 */
public final class ModelSession implements AutoCloseable {

    /** What ONNX Runtime says when its arena cannot grow. */
    private static final String NO_MEMORY = "Failed to allocate memory";
    /** What ONNX Runtime says when a session allocates without an arena. */
    private static final String NO_ARENA = "No requested allocator available";

    private final OwnedResources owned;
    private final Session session;
    private final IoBinding binding;
    private final RunOptions runOptions;
    private final Map<String, Object> bound = new HashMap<>();
    /** A GPU's session copies host inputs when they are bound, so they are bound again before each run. */
    private final Map<String, Tensor> hostInputs = new LinkedHashMap<>();

    private final Map<String, Tensor> hostOutputs = new HashMap<>();
    private final Device device;
    private long hostBytes;

    /** Loads {@code graph}. */
    public ModelSession(Graph graph, SessionSettings settings) {
        this(OnnxModel.write(graph), settings);
    }

    /**
     * Loads {@code graph} with weights that never change again: ONNX Runtime copies matrices once into the layout that
     * its matrix multiplications read fastest.
     *
     * @param weights what the graph declares as its weights, by name; they must outlive the session
     */
    public ModelSession(Graph graph, Map<String, Tensor> weights, SessionSettings settings) {
        this(settings.device(), open(settings, options -> {
            byte[] model = OnnxModel.writeWithoutWeights(graph);
            weights.forEach((name, tensor) ->
                    options.AddInitializer(name, tensor.value().asOrtValue()));
            try (BytePointer bytes = new BytePointer(model)) {
                return new Session(Ort.env(), bytes, model.length, options);
            }
        }));
        bound.put("weights", weights);
    }

    /** Loads a serialised ONNX model. */
    public ModelSession(byte[] model, SessionSettings settings) {
        this(settings.device(), open(settings, options -> {
            try (BytePointer bytes = new BytePointer(model)) {
                return new Session(Ort.env(), bytes, model.length, options);
            }
        }));
    }

    /** Loads an ONNX file with all of ONNX Runtime's graph optimisations. */
    public static ModelSession ofFile(Path file, SessionSettings settings) {
        return new ModelSession(settings.device(), open(settings, options -> {
            options.SetGraphOptimizationLevel(onnxruntime.ORT_ENABLE_ALL);
            try (Pointer path = Ort.path(file)) {
                return new Session(Ort.env(), path, options);
            }
        }));
    }

    private static Session open(SessionSettings settings, Function<SessionOptions, Session> opener) {
        try (SessionOptions options = settings.open()) {
            return opener.apply(options);
        } catch (RuntimeException e) {
            throw e instanceof UserError ? e : new OrtException(e.getMessage(), e);
        }
    }

    /** Takes {@code session} over. */
    private ModelSession(Device device, Session session) {
        this.device = device;
        try (OwnedResources opening = new OwnedResources()) {
            this.session = opening.own(session);
            this.binding = opening.own(new IoBinding(session));
            this.runOptions = opening.own(new RunOptions());
            this.owned = opening.release();
        }
    }

    /** The element type of the input {@code name}. */
    public DataType inputType(String name) {
        try (StringVector names = session.GetInputNames()) {
            for (long i = 0; i < names.size(); i++) {
                if (names.get(i).getString().equals(name)) {
                    return inputType(i);
                }
            }
        }
        throw new OrtException("the model has no input '" + name + "'");
    }

    private DataType inputType(long index) {
        try (TypeInfo info = session.GetInputTypeInfo(index)) {
            int element = info.GetTensorTypeAndShapeInfo().GetElementType();
            return Arrays.stream(DataType.values())
                    .filter(type -> type.onnx() == element)
                    .findFirst()
                    .orElseThrow(() -> new OrtException("input " + index + " has elements of type " + element));
        }
    }

    /** A value of the model's metadata_props. */
    public Optional<String> metadata(String key) {
        // The pointer owns the text: closing it is what frees it.
        try (ModelMetadata metadata = session.GetModelMetadata();
                BytePointer value = metadata.LookupCustomMetadataMapAllocated(key, Ort.allocator())) {
            return value == null || value.isNull() ? Optional.empty() : Optional.of(value.getString());
        }
    }

    /** Feeds input {@code name} from {@code tensor}, read when the graph runs, until the input is bound again. */
    public void bindInput(String name, Tensor tensor) {
        if (device.kind() == Device.Kind.CUDA && tensor.isOnHost()) {
            hostInputs.put(name, tensor);
            return;
        }
        hostInputs.remove(name);
        binding.BindInput(name, tensor.value());
        bound.put(name, tensor);
    }

    /** Feeds input {@code name} from {@code sequence} until the input is bound again. */
    public void bindInput(String name, TensorSequence sequence) {
        binding.BindInput(name, sequence.value());
        bound.put(name, sequence);
    }

    /** Lets output {@code name} be written into {@code tensor}, whose type and shape must be the output's. */
    public void bindOutput(String name, Tensor tensor) {
        binding.BindOutput(name, tensor.value());
        bound.put("output " + name, tensor);
        if (device.kind() == Device.Kind.CUDA && tensor.isOnHost()) {
            hostOutputs.put(name, tensor);
        } else {
            hostOutputs.remove(name);
        }
    }

    /**
     * Runs the graph once with the bound inputs and outputs.
     *
     * @throws UserError when a GPU's memory does not hold what the graph needs
     */
    public void run() {
        try {
            hostInputs.forEach((name, tensor) -> binding.BindInput(name, tensor.value()));
            session.Run(runOptions, binding);
        } catch (RuntimeException e) {
            if (device.kind() == Device.Kind.CUDA
                    && String.valueOf(e.getMessage()).contains(NO_MEMORY)) {
                throw UserError.failed(
                        "out of memory on " + device + " (" + device.freeBytes() + " bytes are "
                                + "free): let it take fewer tokens at once, or take a smaller model",
                        new DeviceMemoryException(e));
            }
            throw new OrtException(e.getMessage(), e);
        }
        hostBytes += bytes(hostInputs) + bytes(hostOutputs);
    }

    private static long bytes(Map<String, Tensor> tensors) {
        return tensors.values().stream().mapToLong(Tensor::bytes).sum();
    }

    /** Bytes copied between the host and a GPU by all runs so far; 0 on the CPU. */
    public long hostBytes() {
        return hostBytes;
    }

    /** Peak bytes in use in the session's arena so far; empty where ONNX Runtime keeps no arena or no statistics. */
    public OptionalLong peakBytes() {
        try (MemoryInfo info = device.kind() == Device.Kind.CUDA
                        ? CudaMemory.info(device)
                        : MemoryInfo.CreateCpu(onnxruntime.OrtArenaAllocator, onnxruntime.OrtMemTypeDefault);
                Allocator arena = new Allocator(session, info.asOrtMemoryInfo());
                KeyValuePairs stats = arena.GetStats()) {
            String peak = stats.GetValue("MaxInUse");
            return peak == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(peak));
        } catch (RuntimeException e) {
            if (String.valueOf(e.getMessage()).contains(NO_ARENA)) {
                return OptionalLong.empty();
            }
            throw new OrtException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        owned.close();
        bound.clear();
        hostInputs.clear();
        hostOutputs.clear();
    }
}
