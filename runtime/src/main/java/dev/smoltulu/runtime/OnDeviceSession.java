package dev.smoltulu.runtime;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.artifacts.TrainingArtifacts;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.onnxruntime.OrtAllocator;
import org.bytedeco.onnxruntime.OrtCheckpointState;
import org.bytedeco.onnxruntime.OrtRunOptions;
import org.bytedeco.onnxruntime.OrtStatus;
import org.bytedeco.onnxruntime.OrtTrainingApi;
import org.bytedeco.onnxruntime.OrtTrainingSession;
import org.bytedeco.onnxruntime.OrtValue;
import org.bytedeco.onnxruntime.SessionOptions;

/**
 * ONNX Runtime's own training session ({@code OrtTrainingApi}) over {@link TrainingArtifacts}. ONNX Runtime owns
 * parameters, gradients and moments. Not safe for use by several threads.
 */
public final class OnDeviceSession implements AutoCloseable {

    private final OwnedResources owned;
    private final OrtTrainingApi api = Ort.trainingApi();
    private final OrtCheckpointState state = new OrtCheckpointState();
    private final OrtTrainingSession session = new OrtTrainingSession();
    /** The process's own; nobody releases it. */
    private final OrtAllocator allocator = new OrtAllocator();

    private final Signature training;
    private final Signature evaluation;

    /** The names of a model's inputs and outputs, without the parameters and gradients that the session feeds. */
    private record Signature(List<String> inputs, List<String> outputs) {}

    /** Loads the artifacts; none of the files is needed afterwards. */
    public OnDeviceSession(TrainingArtifacts artifacts, SessionSettings settings) {
        if (Profiler.isOn()) {
            throw UserError.usage("ONNX Runtime's training API cannot be profiled, for its sessions write their events "
                    + "into one file; take the bound training session");
        }
        try (OwnedResources opening = new OwnedResources();
                SessionOptions options = settings.open();
                Pointer checkpoint = Ort.path(artifacts.checkpoint());
                Pointer trainingModel = Ort.path(artifacts.trainingModel());
                Pointer evalModel = Ort.path(artifacts.evalModel());
                Pointer optimizerModel = Ort.path(artifacts.optimizerModel())) {
            Ort.check(Ort.api().GetAllocatorWithDefaultOptions(allocator));
            Ort.check(api.LoadCheckpoint(checkpoint, state));
            opening.own(() -> api.ReleaseCheckpointState(state));
            Ort.check(api.CreateTrainingSession(
                    Ort.env().asOrtEnv(),
                    options.asOrtSessionOptions(),
                    state,
                    trainingModel,
                    evalModel,
                    optimizerModel,
                    session));
            // The session refers to the state that it trains, so it is released first.
            opening.own(() -> api.ReleaseTrainingSession(session));
            this.training = new Signature(
                    names(
                            api::TrainingSessionGetTrainingModelInputCount,
                            api::TrainingSessionGetTrainingModelInputName),
                    names(
                            api::TrainingSessionGetTrainingModelOutputCount,
                            api::TrainingSessionGetTrainingModelOutputName));
            this.evaluation = new Signature(
                    names(api::TrainingSessionGetEvalModelInputCount, api::TrainingSessionGetEvalModelInputName),
                    names(api::TrainingSessionGetEvalModelOutputCount, api::TrainingSessionGetEvalModelOutputName));
            this.owned = opening.release();
        }
    }

    /**
     * Runs the training model: its gradients replace or join those since the last {@link #resetGradients}.
     *
     * @param inputs  all of the model's user inputs by name
     * @param outputs where all of its user outputs are written, by name; tensors of their types and shapes
     */
    public void trainStep(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        run(api::TrainStep, training, inputs, outputs);
    }

    /** Runs the evaluation model with the current parameters, like {@link #trainStep} otherwise. */
    public void evalStep(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        run(api::EvalStep, evaluation, inputs, outputs);
    }

    /** Applies the gradients with the optimizer model; they stay until {@link #resetGradients}. */
    public void optimizerStep(float learningRate) {
        // A loaded checkpoint has no learning rate, so it is set before every step.
        Ort.check(api.SetLearningRate(session, learningRate));
        Ort.check(api.OptimizerStep(session, null));
    }

    /** Lets the next {@link #trainStep} overwrite the gradients. */
    public void resetGradients() {
        Ort.check(api.LazyResetGrad(session));
    }

    /** Fills {@code target}, which has exactly the parameter's elements remaining, with its current values. */
    public void readParameter(String name, FloatBuffer target) {
        OrtValue value = new OrtValue();
        Ort.check(api.GetParameter(state, name, allocator, value));
        try {
            Pointer data = new Pointer();
            Ort.check(Ort.api().GetTensorMutableData(value, data));
            long bytes = target.remaining() * (long) Float.BYTES;
            target.put(new BytePointer(data)
                    .capacity(bytes)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer());
        } finally {
            Ort.api().ReleaseValue(value);
        }
    }

    /** Writes parameters, moments and step to {@code checkpoint}. */
    public void save(Path checkpoint) {
        try (Pointer file = Ort.path(checkpoint)) {
            Ort.check(api.SaveCheckpoint(state, file, true));
        }
    }

    @Override
    public void close() {
        owned.close();
    }

    private interface Count {
        OrtStatus read(OrtTrainingSession session, SizeTPointer count);
    }

    private interface Name {
        OrtStatus read(OrtTrainingSession session, long index, OrtAllocator allocator, BytePointer name);
    }

    private interface Step {
        OrtStatus run(
                OrtTrainingSession session,
                OrtRunOptions options,
                long inputs,
                PointerPointer<?> feeds,
                long outputs,
                PointerPointer<?> results);
    }

    private List<String> names(Count count, Name name) {
        List<String> names = new ArrayList<>();
        try (SizeTPointer size = new SizeTPointer(1)) {
            Ort.check(count.read(session, size));
            for (long i = 0; i < size.get(); i++) {
                BytePointer text = new BytePointer((Pointer) null);
                Ort.check(name.read(session, i, allocator, text));
                try {
                    names.add(text.getString());
                } finally {
                    Ort.check(Ort.api().AllocatorFree(allocator, text));
                }
            }
        }
        return List.copyOf(names);
    }

    private void run(Step step, Signature signature, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        try (PointerPointer<OrtValue> feeds = values("input", signature.inputs(), inputs);
                PointerPointer<OrtValue> results = values("output", signature.outputs(), outputs)) {
            Ort.check(step.run(
                    session,
                    null,
                    signature.inputs().size(),
                    feeds,
                    signature.outputs().size(),
                    results));
        }
    }

    /** Handles in the model's order: values are passed by position, names do not reach native code. */
    private static PointerPointer<OrtValue> values(String what, List<String> names, Map<String, Tensor> tensors) {
        if (tensors.size() != names.size() || !tensors.keySet().containsAll(names)) {
            throw new IllegalArgumentException(
                    "a model with the " + what + "s " + names + " was given " + tensors.keySet());
        }
        try (OwnedResources opening = new OwnedResources()) {
            PointerPointer<OrtValue> values = opening.own(new PointerPointer<OrtValue>(names.size()));
            for (int i = 0; i < names.size(); i++) {
                values.put(i, tensors.get(names.get(i)).value().asOrtValue());
            }
            opening.release();
            return values;
        }
    }
}
