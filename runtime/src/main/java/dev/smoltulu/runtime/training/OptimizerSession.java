package dev.smoltulu.runtime.training;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.threads.DaemonThreads;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.optimizer.GradientScaling;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.OrtException;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * AdamW over our own tensors. ONNX Runtime's AdamW kernel uses one thread, so the parameters are divided among as many
 * optimizer graphs as there are threads; the update of each element does not depend on the others.
 */
final class OptimizerSession implements AutoCloseable {

    private final OwnedResources owned;
    private final List<OptimizerShard> shards = new ArrayList<>();
    private final ExecutorService threads;
    private final Optional<Clipping> clipping;
    private long step;

    OptimizerSession(TrainingSpec spec, List<OptimizerShard.Slot> slots, Map<String, Tensor> gradients, long step) {
        this.step = step;
        SessionSettings settings = spec.settings();
        int count = shards(settings);
        try (OwnedResources opening = new OwnedResources()) {
            this.threads = Executors.newFixedThreadPool(count, DaemonThreads.factory("optimizer"));
            opening.own(threads::shutdown);
            for (List<OptimizerShard.Slot> dealt : OptimizerShard.deal(slots, count)) {
                shards.add(opening.own(new OptimizerShard(spec.optimizer(), settings.withThreads(1), dealt)));
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
        List<Future<?>> updates = new ArrayList<>();
        shards.forEach(shard -> updates.add(threads.submit(() -> shard.update(rate, step))));
        updates.forEach(OptimizerSession::join);
    }

    long step() {
        return step;
    }

    long hostBytes() {
        return shards.stream().mapToLong(OptimizerShard::hostBytes).sum()
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
