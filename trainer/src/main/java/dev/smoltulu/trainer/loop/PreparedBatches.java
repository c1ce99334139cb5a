package dev.smoltulu.trainer.loop;

import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.runtime.training.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The batches of a run's steps, with what their passes are fed. While a step is computed, a thread packs the batch of the
 * next one. A batch depends on its step's number alone, so what comes out is what would come out without; what goes
 * wrong is told by the step whose batch it is.
 */
final class PreparedBatches implements AutoCloseable {

    /**
     * A batch that is ready.
     *
     * @param passes the feeds of each pass
     */
    record Prepared(Batch batch, List<Map<String, HostTensor>> passes) {}

    private final Function<int[], Batch> batches;
    private final SampleOrder order;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread packing = new Thread(task, "packing");
        packing.setDaemon(true);
        return packing;
    });
    private long nextStep = -1;
    private CompletableFuture<Prepared> next;

    /** @param batches makes the batch of examples by their numbers */
    PreparedBatches(Function<int[], Batch> batches, SampleOrder order) {
        this.batches = batches;
        this.order = order;
    }

    /** The batch of {@code step}; the one after it is begun. */
    Prepared take(long step) {
        CompletableFuture<Prepared> current = step == nextStep ? next : begin(step);
        nextStep = step + 1;
        next = begin(nextStep);
        try {
            return current.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    /** The order draws and keeps an epoch's permutation, so it is asked here and not by the thread. */
    private CompletableFuture<Prepared> begin(long step) {
        int[] examples = order.batch(step);
        return CompletableFuture.supplyAsync(
                () -> {
                    Batch batch = batches.apply(examples);
                    return new Prepared(
                            batch, batch.passes().stream().map(Supplier::get).toList());
                },
                thread);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
