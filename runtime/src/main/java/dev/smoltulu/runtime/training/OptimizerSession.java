package dev.smoltulu.runtime.training;

import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.TensorSequence;
import java.util.List;
import java.util.Map;

/** The optimizer graph over tensors of ours. */
final class OptimizerSession implements AutoCloseable {

    private final Tensor learningRate = Tensor.zeros(DataType.FLOAT, 1);
    private final Tensor stepInput = Tensor.zeros(DataType.INT64, 1);
    private final Tensor updated = Tensor.zeros(DataType.BOOL, 1);
    private final ModelSession session;
    private final List<TensorSequence> sequences;
    private long step;

    OptimizerSession(TrainingSpec spec, Map<String, Tensor> parameters, Map<String, Tensor> gradients,
            Map<String, Tensor> firstMoments, Map<String, Tensor> secondMoments, long step) {
        this.step = step;
        this.session = new ModelSession(spec.optimizer().graph(spec.maxGradNorm()), spec.settings());
        this.sequences = List.of(new TensorSequence(parameters.values()), new TensorSequence(gradients.values()),
                new TensorSequence(firstMoments.values()), new TensorSequence(secondMoments.values()));
        session.bindInput(AdamW.INPUTS.get(0), learningRate);
        session.bindInput(AdamW.INPUTS.get(1), stepInput);
        for (int i = 0; i < sequences.size(); i++) {
            session.bindInput(AdamW.INPUTS.get(2 + i), sequences.get(i));
        }
        session.bindOutput(AdamW.UPDATED, updated);
    }

    void update(double rate) {
        learningRate.floats().put(0, (float) rate);
        stepInput.buffer().putLong(0, step + 1);
        session.run();
        step++;
    }

    long step() {
        return step;
    }

    @Override
    public void close() {
        session.close();
        sequences.forEach(TensorSequence::close);
        learningRate.close();
        stepInput.close();
        updated.close();
    }
}
