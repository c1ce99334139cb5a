package dev.smoltulu.runtime.training;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.TensorSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The optimizer graph over some of the parameters. */
final class OptimizerShard implements AutoCloseable {

    /** A parameter with the tensors that AdamW reads and writes. */
    record Slot(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment) {}

    private final OwnedResources owned;
    private final Tensor learningRate;
    private final Tensor step;
    private final ModelSession session;

    OptimizerShard(AdamW optimizer, SessionSettings settings, List<Slot> slots) {
        try (OwnedResources opening = new OwnedResources()) {
            this.learningRate = opening.own(Tensor.zeros(DataType.FLOAT, 1));
            this.step = opening.own(Tensor.zeros(DataType.INT64, 1));
            Tensor updated = opening.own(Tensor.zeros(DataType.BOOL, 1));
            List<TensorSequence> sequences = new ArrayList<>();
            for (Function<Slot, Tensor> part : List.<Function<Slot, Tensor>>of(
                    Slot::parameter, Slot::gradient, Slot::firstMoment, Slot::secondMoment)) {
                sequences.add(
                        opening.own(new TensorSequence(slots.stream().map(part).toList())));
            }
            this.session = opening.own(new ModelSession(optimizer.graph(OptionalDouble.empty()), settings));
            session.bindInput(AdamW.INPUTS.get(0), learningRate);
            session.bindInput(AdamW.INPUTS.get(1), step);
            for (int i = 0; i < sequences.size(); i++) {
                session.bindInput(AdamW.INPUTS.get(2 + i), sequences.get(i));
            }
            session.bindOutput(AdamW.UPDATED, updated);
            this.owned = opening.release();
        }
    }

    /** Divides the slots into {@code shards} lists with about the same number of elements. */
    static List<List<Slot>> deal(List<Slot> slots, int shards) {
        List<List<Slot>> dealt = new ArrayList<>();
        long[] elements = new long[shards];
        for (int i = 0; i < shards; i++) {
            dealt.add(new ArrayList<>());
        }
        List<Slot> largestFirst = slots.stream()
                .sorted(Comparator.comparingLong((Slot slot) -> slot.parameter().elements())
                        .reversed())
                .toList();
        for (Slot slot : largestFirst) {
            int lightest = 0;
            for (int i = 1; i < shards; i++) {
                lightest = elements[i] < elements[lightest] ? i : lightest;
            }
            dealt.get(lightest).add(slot);
            elements[lightest] += slot.parameter().elements();
        }
        dealt.removeIf(List::isEmpty);
        return dealt;
    }

    /** Applies update number {@code number}, counted from 1. */
    void update(double rate, long number) {
        learningRate.floats().put(0, (float) rate);
        step.buffer().putLong(0, number);
        session.run();
    }

    long hostBytes() {
        return session.hostBytes();
    }

    @Override
    public void close() {
        owned.close();
    }
}
