package dev.smoltulu.runtime;

import dev.smoltulu.UserError;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.OnnxModel;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.onnxruntime.IoBinding;
import org.bytedeco.onnxruntime.RunOptions;
import org.bytedeco.onnxruntime.Session;
import org.bytedeco.onnxruntime.SessionOptions;

/**
 * A graph ready to run, with its inputs and outputs bound to tensors that the caller owns. Not safe for use by several
 * threads.
 */
public final class ModelSession implements AutoCloseable {

    private final Session session;
    private final IoBinding binding;
    private final RunOptions runOptions;
    private final Map<String, Object> bound = new HashMap<>();

    /** Loads {@code graph}. */
    public ModelSession(Graph graph, SessionSettings settings) {
        this(OnnxModel.write(graph), settings);
    }

    /** Loads a serialised ONNX model. */
    public ModelSession(byte[] model, SessionSettings settings) {
        try (SessionOptions options = settings.open(); BytePointer bytes = new BytePointer(model)) {
            this.session = new Session(Ort.env(), bytes, model.length, options);
        } catch (RuntimeException e) {
            throw e instanceof UserError ? e : new OrtException(e.getMessage(), e);
        }
        this.binding = new IoBinding(session);
        this.runOptions = new RunOptions();
    }

    /** Feeds input {@code name} from {@code tensor} until it is bound again. */
    public void bindInput(String name, Tensor tensor) {
        binding.BindInput(name, tensor.value());
        bound.put(name, tensor);
    }

    /** Feeds input {@code name} from {@code sequence} until it is bound again. */
    public void bindInput(String name, TensorSequence sequence) {
        binding.BindInput(name, sequence.value());
        bound.put(name, sequence);
    }

    /** Lets output {@code name} be written into {@code tensor}, whose type and shape must be the output's. */
    public void bindOutput(String name, Tensor tensor) {
        binding.BindOutput(name, tensor.value());
        bound.put("output " + name, tensor);
    }

    /** Runs the graph once, on everything bound. */
    public void run() {
        try {
            session.Run(runOptions, binding);
        } catch (RuntimeException e) {
            throw new OrtException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        binding.close();
        runOptions.close();
        session.close();
        bound.clear();
    }
}
