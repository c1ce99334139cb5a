package dev.smoltulu.runtime.training;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.HostView;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.Tensor;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * Training with plain inference sessions: parameters, gradients and moments are our own tensors on the device, bound
 * once and updated in place.
 */
public final class BoundTrainingSession implements TrainingSession {

    private final OwnedResources owned;
    private final TrainingSpec spec;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> gradients = new LinkedHashMap<>();
    private final Map<String, Tensor> firstMoments = new LinkedHashMap<>();
    private final Map<String, Tensor> secondMoments = new LinkedHashMap<>();
    private final Tensor reset;
    private final Tensor loss;
    private final Tensor gradientNorm;
    private final ModelSession training;
    private final OptimizerSession optimizer;
    private final ScoreOutput scores;
    private final HostView view;
    private EvaluationSession evaluation;
    private boolean evaluatedLast;

    public BoundTrainingSession(TrainingSpec spec, InitialState initial) {
        this.spec = spec;
        this.scores = new ScoreOutput(spec.graphs().objective());
        try (OwnedResources opening = new OwnedResources()) {
            this.reset = opening.own(Tensor.of(true));
            this.loss = opening.own(Tensor.zeros(DataType.FLOAT));
            this.gradientNorm = opening.own(Tensor.zeros(DataType.FLOAT));
            this.view = opening.own(new HostView());
            allocate(initial, opening);
            this.training = opening.own(
                    new ModelSession(TrainingGraphs.training(spec.config(), spec.graphs()), spec.settings()));
            bindTraining(opening.own(Tensor.zeros(DataType.BOOL, 1)));
            List<OptimizerSession.Slot> slots = parameters.keySet().stream()
                    .map(name -> new OptimizerSession.Slot(
                            parameters.get(name), gradients.get(name), firstMoments.get(name), secondMoments.get(name)))
                    .toList();
            this.optimizer = opening.own(new OptimizerSession(spec, slots, gradients, initial.step()));
            this.owned = opening.release();
        }
    }

    private void allocate(InitialState initial, OwnedResources opening) {
        Device device = spec.settings().device();
        for (ParameterSpec parameter : spec.parameters()) {
            long[] shape = parameter.dims();
            parameters.put(parameter.name(), opening.own(Tensor.zeros(device, DataType.FLOAT, shape)));
            gradients.put(parameter.name(), opening.own(Tensor.zeros(device, DataType.FLOAT, shape)));
            firstMoments.put(parameter.name(), opening.own(Tensor.zeros(device, DataType.FLOAT, shape)));
            secondMoments.put(parameter.name(), opening.own(Tensor.zeros(device, DataType.FLOAT, shape)));
        }
        parameters.forEach((name, tensor) -> tensor.fill(floats -> initial.parameter(name, floats)));
        if (initial.step() > 0) {
            firstMoments.forEach((name, tensor) -> tensor.fill(floats -> initial.firstMoment(name, floats)));
            secondMoments.forEach((name, tensor) -> tensor.fill(floats -> initial.secondMoment(name, floats)));
        }
    }

    /** @param updated the graph's flag for each updated gradient, which nobody reads */
    private void bindTraining(Tensor updated) {
        parameters.forEach(training::bindInput);
        gradients.forEach((name, tensor) -> training.bindInput(name + TrainingGraphs.BUFFER_SUFFIX, tensor));
        gradients.keySet().forEach(name -> training.bindOutput(name + TrainingGraphs.UPDATED_SUFFIX, updated));
        training.bindInput(TrainingGraphs.RESET, reset);
        training.bindOutput(TrainingGraphs.LOSS, loss);
        training.bindOutput(TrainingGraphs.GRADIENT_NORM, gradientNorm);
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

    /** The tensors that are trained, by their Hugging Face names; see {@link #sharedParameters}. */
    public Map<String, Tensor> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public Optional<Map<String, Tensor>> sharedParameters() {
        return Optional.of(parameters());
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

    /** Calls {@code reader} with the name and the gradient of every parameter, as accumulated in this step. */
    public void forEachGradient(BiConsumer<String, FloatBuffer> reader) {
        gradients.forEach((name, tensor) -> reader.accept(name, view.floats(tensor)));
    }

    @Override
    public void close() {
        owned.close();
    }
}
