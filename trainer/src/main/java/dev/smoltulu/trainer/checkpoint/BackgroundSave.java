package dev.smoltulu.trainer.checkpoint;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.training.ModelState;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/** At most one checkpoint that is written while training goes on. */
public final class BackgroundSave implements AutoCloseable {

    private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);

    /**
     * Waits for an earlier save, then saves a model as it is now in a background thread.
     *
     * @param work writes the copy of {@code state} that it is given, which is gone when it returns
     */
    public void begin(List<ParameterSpec> parameters, ModelState state, Consumer<ModelState> work) {
        try (OwnedResources opening = new OwnedResources()) {
            Snapshot copy = opening.own(new Snapshot(parameters, state));
            await();
            CompletableFuture<Void> written = new CompletableFuture<>();
            Thread thread = new Thread(
                    () -> {
                        try (copy) {
                            work.accept(copy);
                        } catch (Throwable failed) {
                            written.completeExceptionally(failed);
                        }
                        written.complete(null);
                    },
                    "checkpoint");
            thread.start();
            opening.release();
            writing = written;
        }
    }

    /** Throws what went wrong with a checkpoint that has ended; one under way is let be. */
    public void check() {
        if (writing.isDone()) {
            await();
        }
    }

    /** Returns when nothing is under way; throws what went wrong, once. */
    public void await() {
        CompletableFuture<Void> last = writing;
        try {
            last.join();
        } catch (CompletionException failed) {
            writing = CompletableFuture.completedFuture(null);
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    /** Waits for what is under way and throws what went wrong with it. */
    @Override
    public void close() {
        await();
    }

    /** A copy in the host's memory of a model under training, 12 bytes a parameter. */
    private static final class Snapshot implements ModelState, AutoCloseable {

        private final OwnedResources owned;
        private final Map<String, Tensor> parameters;
        private final Map<String, Tensor> firstMoments;
        private final Map<String, Tensor> secondMoments;

        /** Copies {@code state}, whose parameters are {@code specs}. */
        Snapshot(List<ParameterSpec> specs, ModelState state) {
            try (OwnedResources opening = new OwnedResources()) {
                this.parameters = copies(specs, state::parameter, opening);
                this.firstMoments = copies(specs, state::firstMoment, opening);
                this.secondMoments = copies(specs, state::secondMoment, opening);
                this.owned = opening.release();
            }
        }

        private static Map<String, Tensor> copies(
                List<ParameterSpec> specs, Function<String, FloatBuffer> values, OwnedResources opening) {
            Map<String, Tensor> copies = new HashMap<>();
            for (ParameterSpec spec : specs) {
                Tensor copy = opening.own(Tensor.zeros(DataType.FLOAT, spec.dims()));
                copy.floats().put(values.apply(spec.name()));
                copies.put(spec.name(), copy);
            }
            return copies;
        }

        @Override
        public FloatBuffer parameter(String name) {
            return parameters.get(name).floats();
        }

        @Override
        public FloatBuffer firstMoment(String name) {
            return firstMoments.get(name).floats();
        }

        @Override
        public FloatBuffer secondMoment(String name) {
            return secondMoments.get(name).floats();
        }

        @Override
        public void close() {
            owned.close();
        }
    }
}
