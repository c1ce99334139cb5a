package dev.smoltulu.runtime.training;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.ScratchFolder;
import dev.smoltulu.graphs.artifacts.CheckpointFile;
import dev.smoltulu.graphs.artifacts.CheckpointReader;
import dev.smoltulu.graphs.artifacts.OptimizerState;
import dev.smoltulu.graphs.artifacts.TrainingArtifacts;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.OnDeviceSession;
import dev.smoltulu.runtime.OrtException;
import dev.smoltulu.runtime.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Training by ONNX Runtime's own training interface, over the artifacts that other runtimes take as they are. It gives
 * the parameters out as copies, and the moments only through a checkpoint of at most 2 GB.
 */
public final class OrtTrainingSession implements TrainingSession {

    /** Folders left by a killed process can be told by its number. */
    static final String SCRATCH_PREFIX =
            "smoltulu-ort-" + ProcessHandle.current().pid() + "-";

    private final Map<String, ParameterSpec> parameters;
    private final ScratchFolder folder = ScratchFolder.create(SCRATCH_PREFIX);
    private final Tensor loss = Tensor.zeros(DataType.FLOAT);
    private final Tensor gradientNorm = Tensor.zeros(DataType.FLOAT);
    private final ScoreOutput scores;
    private final OnDeviceSession session;
    private long step;
    private boolean accumulated;
    private CheckpointReader saved;
    private boolean closed;

    /**
     * Writes the artifacts to a temporary folder and loads them.
     *
     * @throws UserError when the model's moments are beyond a checkpoint's 2 GB: such a run could never
     *         be saved
     */
    public OrtTrainingSession(TrainingSpec spec, InitialState initial) {
        this.parameters = spec.parameters().stream()
                .collect(Collectors.toUnmodifiableMap(ParameterSpec::name, Function.identity()));
        this.step = initial.step();
        this.scores = new ScoreOutput(spec.graphs().objective());
        try {
            this.session = load(spec, initial);
        } catch (RuntimeException | Error e) {
            loss.close();
            gradientNorm.close();
            folder.close();
            throw e;
        }
    }

    private OnDeviceSession load(TrainingSpec spec, InitialState initial) {
        CheckpointFile.requireMomentsFit(folder.resolve(TrainingArtifacts.CHECKPOINT), spec.parameters());
        Optional<OptimizerState> state = initial.step() == 0
                ? Optional.empty()
                : Optional.of(new OptimizerState(
                        initial.step(),
                        (parameter, target) -> initial.firstMoment(parameter.name(), target),
                        (parameter, target) -> initial.secondMoment(parameter.name(), target)));
        TrainingArtifacts artifacts = TrainingArtifacts.write(
                folder.path(),
                spec.config(),
                spec.graphs(),
                spec.optimizer(),
                spec.maxGradNorm(),
                (parameter, target) -> initial.parameter(parameter.name(), target),
                state);
        OnDeviceSession loaded = new OnDeviceSession(artifacts, spec.settings());
        folder.clear();
        return loaded;
    }

    @Override
    public float accumulate(Map<String, HostTensor> inputs) {
        scores.run(inputs, outputs -> {
            Map<String, Tensor> results = new HashMap<>(outputs);
            results.put(TrainingGraphs.LOSS, loss);
            results.put(TrainingGraphs.GRADIENT_NORM, gradientNorm);
            HostTensor.feed(inputs, feeds -> session.trainStep(feeds, results));
        });
        accumulated = true;
        return loss.item();
    }

    @Override
    public float evaluate(Map<String, HostTensor> inputs) {
        scores.run(inputs, outputs -> {
            Map<String, Tensor> results = new HashMap<>(outputs);
            results.put(TrainingGraphs.LOSS, loss);
            HostTensor.feed(inputs, feeds -> session.evalStep(feeds, results));
        });
        return loss.item();
    }

    @Override
    public float[] scores() {
        return scores.scores();
    }

    @Override
    public float[] entropies() {
        return scores.entropies();
    }

    @Override
    public double gradientNorm() {
        return gradientNorm.item();
    }

    @Override
    public void update(double learningRate) {
        if (!accumulated) {
            throw new IllegalStateException("there are no gradients to update with");
        }
        saved = null;
        folder.clear();
        session.optimizerStep((float) learningRate);
        step++;
        discard();
    }

    @Override
    public void discard() {
        session.resetGradients();
        accumulated = false;
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public FloatBuffer parameter(String name) {
        return filled(name, session::readParameter);
    }

    @Override
    public FloatBuffer firstMoment(String name) {
        return filled(name, saved()::readFirstMoment);
    }

    @Override
    public FloatBuffer secondMoment(String name) {
        return filled(name, saved()::readSecondMoment);
    }

    private FloatBuffer filled(String name, BiConsumer<String, FloatBuffer> reader) {
        FloatBuffer values =
                FloatBuffer.allocate(Math.toIntExact(parameters.get(name).elements()));
        reader.accept(name, values);
        return values.flip();
    }

    private CheckpointReader saved() {
        if (saved == null) {
            Path file = folder.resolve("state-" + step);
            try {
                session.save(file);
            } catch (OrtException e) {
                throw UserError.failed(
                        file + ": the optimizer's state cannot be written (" + e.getMessage()
                                + "); free some space or name another folder with -Djava.io.tmpdir",
                        e);
            }
            saved = CheckpointReader.open(file);
        }
        return saved;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        session.close();
        loss.close();
        gradientNorm.close();
        saved = null;
        folder.close();
    }
}
