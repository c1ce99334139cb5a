package dev.smoltulu.runtime.training;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.ScratchFolder;
import dev.smoltulu.graphs.artifacts.CheckpointFile;
import dev.smoltulu.graphs.artifacts.CheckpointReader;
import dev.smoltulu.graphs.artifacts.OptimizerState;
import dev.smoltulu.graphs.artifacts.TrainingArtifacts;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.HostTensor;
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
 * Training with ONNX Runtime's own on-device training API, over the artifacts that other runtimes use unchanged.
 * Parameters can be read as copies only, and moments only through a checkpoint of at most 2 GB.
 */
public final class OrtTrainingSession implements TrainingSession {

    /** Contains the process id, so that folders of a killed process can be recognised. */
    static final String SCRATCH_PREFIX =
            "smoltulu-ort-" + ProcessHandle.current().pid() + "-";

    private final OwnedResources owned;
    private final Map<String, ParameterSpec> parameters;
    private final ScratchFolder folder;
    private final Tensor loss;
    private final Tensor gradientNorm;
    private final ScoreOutput scores;
    private final OnDeviceSession session;
    private long step;
    private boolean accumulated;
    private CheckpointReader saved;

    /**
     * Writes the artifacts to a temporary folder and loads them.
     *
     * @throws UserError when the model's moments exceed a checkpoint's 2 GB, so that the run could not be saved
     */
    public OrtTrainingSession(TrainingSpec spec, InitialState initial) {
        this.parameters = spec.parameters().stream()
                .collect(Collectors.toUnmodifiableMap(ParameterSpec::name, Function.identity()));
        this.step = initial.step();
        this.scores = new ScoreOutput(spec.graphs().objective());
        try (OwnedResources opening = new OwnedResources()) {
            this.folder = opening.own(ScratchFolder.create(SCRATCH_PREFIX));
            this.loss = opening.own(Tensor.zeros(DataType.FLOAT));
            this.gradientNorm = opening.own(Tensor.zeros(DataType.FLOAT));
            this.session = opening.own(load(spec, initial));
            folder.clear();
            this.owned = opening.release();
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
        return new OnDeviceSession(artifacts, spec.settings());
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
        saved = null;
        owned.close();
    }
}
