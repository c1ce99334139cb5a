package dev.smoltulu.runtime.training;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostView;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.Tensor;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * Training with plain sessions whose parameters, gradients and moments are tensors of ours, bound once and updated in
 * place.
 */
public final class BoundTrainingSession implements TrainingSession {

    private final TrainingSpec spec;
    private final OwnedResources owned = new OwnedResources();
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> gradients = new LinkedHashMap<>();
    private final Map<String, Tensor> firstMoments = new LinkedHashMap<>();
    private final Map<String, Tensor> secondMoments = new LinkedHashMap<>();
    private final Tensor reset = owned.own(Tensor.of(true));
    private final Tensor loss = owned.own(Tensor.zeros(DataType.FLOAT));
    private final Tensor gradientNorm = owned.own(Tensor.zeros(DataType.FLOAT));
    private final Tensor updated = owned.own(Tensor.zeros(DataType.BOOL, 1));
    private final ModelSession training;
    private final OptimizerSession optimizer;
    private final ScoreOutput scores;
    private final HostView view = owned.own(new HostView());
    private EvaluationSession evaluation;
    private boolean evaluatedLast;

    public BoundTrainingSession(TrainingSpec spec, InitialState initial) {
        this.spec = spec;
        this.scores = new ScoreOutput(spec.graphs().objective());
        try {
            allocate(initial);
            this.training = owned.own(bindTraining());
            List<OptimizerShard.Slot> slots = parameters.keySet().stream()
                    .map(name -> new OptimizerShard.Slot(
                            parameters.get(name), gradients.get(name), firstMoments.get(name), secondMoments.get(name)))
                    .toList();
            this.optimizer = owned.own(new OptimizerSession(spec, slots, gradients, initial.step()));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void allocate(InitialState initial) {
        Device device = spec.settings().device();
        for (ParameterSpec parameter : spec.parameters()) {
            long[] shape = parameter.dims();
            parameters.put(parameter.name(), owned.own(Tensor.zeros(device, DataType.FLOAT, shape)));
            gradients.put(parameter.name(), owned.own(Tensor.zeros(device, DataType.FLOAT, shape)));
            firstMoments.put(parameter.name(), owned.own(Tensor.zeros(device, DataType.FLOAT, shape)));
            secondMoments.put(parameter.name(), owned.own(Tensor.zeros(device, DataType.FLOAT, shape)));
        }
        parameters.forEach((name, tensor) -> tensor.fill(floats -> initial.parameter(name, floats)));
        if (initial.step() > 0) {
            firstMoments.forEach((name, tensor) -> tensor.fill(floats -> initial.firstMoment(name, floats)));
            secondMoments.forEach((name, tensor) -> tensor.fill(floats -> initial.secondMoment(name, floats)));
        }
    }

    private ModelSession bindTraining() {
        ModelSession session = new ModelSession(TrainingGraphs.training(spec.config(), spec.graphs()), spec.settings());
        parameters.forEach(session::bindInput);
        gradients.forEach((name, tensor) -> session.bindInput(name + TrainingGraphs.BUFFER_SUFFIX, tensor));
        gradients.keySet().forEach(name -> session.bindOutput(name + TrainingGraphs.UPDATED_SUFFIX, updated));
        session.bindInput(TrainingGraphs.RESET, reset);
        session.bindOutput(TrainingGraphs.LOSS, loss);
        session.bindOutput(TrainingGraphs.GRADIENT_NORM, gradientNorm);
        return session;
    }

    @Override
    public float accumulate(Map<String, HostTensor> inputs) {
        scores.run(
                inputs,
                outputs -> HostTensor.feed(inputs, feeds -> {
                    feeds.forEach(training::bindInput);
                    outputs.forEach(training::bindOutput);
                    training.run();
                }));
        evaluatedLast = false;
        reset.buffer().put(0, (byte) 0);
        return loss.item();
    }

    @Override
    public float evaluate(Map<String, HostTensor> inputs) {
        if (evaluation == null) {
            evaluation = owned.own(new EvaluationSession(spec.config(), spec.graphs(), parameters, spec.settings()));
        }
        evaluatedLast = true;
        return evaluation.evaluate(inputs);
    }

    @Override
    public float[] scores() {
        return evaluatedLast ? evaluation.scores() : scores.scores();
    }

    @Override
    public float[] entropies() {
        return evaluatedLast ? evaluation.entropies() : scores.entropies();
    }

    @Override
    public double gradientNorm() {
        return gradientNorm.item();
    }

    @Override
    public void update(double learningRate) {
        optimizer.update(learningRate, gradientNorm());
        discard();
    }

    @Override
    public void discard() {
        reset.buffer().put(0, (byte) 1);
    }

    @Override
    public long step() {
        return optimizer.step();
    }

    /**
     * The parameters themselves, by their Hugging Face names: sessions that read them see every update. They must not
     * outlive this session, nor be read while {@link #update} works.
     */
    public Map<String, Tensor> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public long hostBytes() {
        return training.hostBytes() + optimizer.hostBytes();
    }

    @Override
    public OptionalLong passBytes() {
        return training.peakBytes();
    }

    @Override
    public FloatBuffer parameter(String name) {
        return view.floats(parameters.get(name));
    }

    @Override
    public FloatBuffer firstMoment(String name) {
        return view.floats(firstMoments.get(name));
    }

    @Override
    public FloatBuffer secondMoment(String name) {
        return view.floats(secondMoments.get(name));
    }

    /** Shows every parameter with its gradient of this optimizer step. */
    public void forEachGradient(BiConsumer<String, FloatBuffer> reader) {
        gradients.forEach((name, tensor) -> reader.accept(name, view.floats(tensor)));
    }

    @Override
    public void close() {
        owned.close();
    }
}
