package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.base.UserError;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Samples a step's responses on a thread of its own while the step before is learned from, from a copy of the weights as
 * they were when it began.
 */
final class AheadSampling implements AutoCloseable {

    private static final long LONGEST_END_SECONDS = 600;

    private final Runnable copyWeights;
    private final Function<Long, Optional<Rollouts.Batch>> sampling;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "sampling ahead");
        made.setDaemon(true);
        return made;
    });
    private long step = -1;
    private Future<Optional<Rollouts.Batch>> pending;
    private volatile boolean closing;

    /**
     * @param copyWeights brings the copy up to date
     * @param sampling    samples a step's responses from it
     */
    AheadSampling(Runnable copyWeights, Function<Long, Optional<Rollouts.Batch>> sampling) {
        this.copyWeights = copyWeights;
        this.sampling = sampling;
    }

    /** Whether this is being closed: sampling is to end. */
    boolean closing() {
        return closing;
    }

    /** Begins with the responses of {@code wanted}; those of another step must have been taken. */
    void begin(long wanted) {
        copyWeights.run();
        step = wanted;
        pending = thread.submit(() -> sampling.apply(wanted));
    }

    /** The responses of {@code wanted} once they are there; nothing where they were not begun. They stay here. */
    Optional<Rollouts.Batch> await(long wanted) {
        if (pending == null || step != wanted) {
            return Optional.empty();
        }
        try {
            return pending.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw UserError.failed("interrupted while responses were sampled", interrupted);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException error
                    ? error
                    : UserError.failed("sampling failed: " + failed.getCause(), failed);
        }
    }

    /** Returns when nothing is sampled any more. */
    @Override
    public void close() {
        closing = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("sampling does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
