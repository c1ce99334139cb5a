package dev.smoltulu.runtime.training;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.threads.DaemonThreads;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.optimizer.GradientScaling;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.OrtException;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.TensorSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * AdamW over our own tensors. ONNX Runtime's AdamW kernel uses one thread, so the parameters are divided among as many
 * optimizer graphs as there are threads; the update of each element does not depend on the others.
 */
final class OptimizerSession implements AutoCloseable {

    /** A parameter with the tensors that AdamW reads and writes. */
    record Slot(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment) {}

    private final OwnedResources owned;
    private final List<Shard> shards = new ArrayList<>();
    private final ExecutorService threads;
    private final Optional<Clipping> clipping;
    private long step;

    OptimizerSession(TrainingSpec spec, List<Slot> slots, Map<String, Tensor> gradients, long step) {
        this.step = step;
        SessionSettings settings = spec.settings();
        int count = shards(settings);
        try (OwnedResources opening = new OwnedResources()) {
            this.threads = Executors.newFixedThreadPool(count, DaemonThreads.factory("optimizer"));
            opening.own(threads::shutdown);
            for (List<Slot> dealt : Shard.deal(slots, count)) {
                shards.add(opening.own(new Shard(spec.optimizer(), settings.withThreads(1), dealt)));
            }
            this.clipping = spec.maxGradNorm().isPresent()
                    ? Optional.of(opening.own(
                            new Clipping(spec, gradients, spec.maxGradNorm().getAsDouble())))
                    : Optional.empty();
            this.owned = opening.release();
        }
    }

    /** One for a GPU, whose kernel updates all parameters at once. */
    private static int shards(SessionSettings settings) {
        return settings.device().kind() == Device.Kind.CUDA ? 1 : settings.threads();
    }

    /** Clips gradients of global norm {@code norm} if clipping is on, and applies them. */
    void update(double rate, double norm) {
        clipping.ifPresent(clip -> clip.apply(norm));
        step++;
        // Waits for all of them, also when one fails: they use the tensors until they return.
        try (OwnedResources updates = new OwnedResources()) {
            for (Shard shard : shards) {
                Future<?> update = threads.submit(() -> shard.update(rate, step));
                updates.own(() -> join(update));
            }
        }
    }

    long step() {
        return step;
    }

    long hostBytes() {
        return shards.stream().mapToLong(Shard::hostBytes).sum()
                + clipping.map(clip -> clip.session.hostBytes()).orElse(0L);
    }

    private static void join(Future<?> update) {
        boolean interrupted = false;
        while (true) {
            try {
                update.get();
                break;
            } catch (InterruptedException e) {
                // A half-made update cannot be undone: finish it, then let the caller see the interrupt.
                interrupted = true;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof OrtException failed ? failed : new IllegalStateException(e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        owned.close();
    }

    /** The optimizer graph over some of the parameters. */
    private static final class Shard implements AutoCloseable {

        private final OwnedResources owned;
        private final Tensor learningRate;
        private final Tensor step;
        private final ModelSession session;

        Shard(AdamW optimizer, SessionSettings settings, List<Slot> slots) {
            try (OwnedResources opening = new OwnedResources()) {
                this.learningRate = opening.own(Tensor.zeros(DataType.FLOAT, 1));
                this.step = opening.own(Tensor.zeros(DataType.INT64, 1));
                Tensor updated = opening.own(Tensor.zeros(DataType.BOOL, 1));
                List<TensorSequence> sequences = new ArrayList<>();
                for (Function<Slot, Tensor> part : List.<Function<Slot, Tensor>>of(
                        Slot::parameter, Slot::gradient, Slot::firstMoment, Slot::secondMoment)) {
                    sequences.add(opening.own(
                            new TensorSequence(slots.stream().map(part).toList())));
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
                    .sorted(Comparator.comparingLong(
                                    (Slot slot) -> slot.parameter().elements())
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

    /** Scales the gradients in place when their norm is too large. */
    private static final class Clipping implements AutoCloseable {

        private final OwnedResources owned;
        private final double maxNorm;
        private final Tensor coefficient;
        private final ModelSession session;

        Clipping(TrainingSpec spec, Map<String, Tensor> gradients, double maxNorm) {
            this.maxNorm = maxNorm;
            try (OwnedResources opening = new OwnedResources()) {
                this.coefficient = opening.own(Tensor.zeros(DataType.FLOAT));
                this.session = opening.own(new ModelSession(GradientScaling.graph(spec.parameters()), spec.settings()));
                session.bindInput(GradientScaling.COEFFICIENT, coefficient);
                gradients.forEach((name, tensor) -> {
                    session.bindInput(name, tensor);
                    session.bindOutput(name + GradientScaling.SCALED_SUFFIX, tensor);
                });
                this.owned = opening.release();
            }
        }

        void apply(double norm) {
            double factor = GradientScaling.coefficient(norm, maxNorm);
            if (factor < 1) {
                coefficient.floats().put(0, (float) factor);
                session.run();
            }
        }

        @Override
        public void close() {
            owned.close();
        }
    }
}
