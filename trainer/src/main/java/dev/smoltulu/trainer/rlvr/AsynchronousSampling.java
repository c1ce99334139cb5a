package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.base.UserError;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Samples the rollouts of the next step on a thread of its own during the updates of this one, so from a policy that is
 * one step older: Tulu 3's set-up.
 */
final class AsynchronousSampling implements AutoCloseable {

    private static final long MAX_CLOSE_SECONDS = 600;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "asynchronous sampling");
        made.setDaemon(true);
        return made;
    });
    private long step = -1;
    private Future<Optional<RolloutBatch>> pending;
    private volatile boolean closing;

    /** Whether this is being closed: sampling is to end. */
    boolean closing() {
        return closing;
    }

    /** Starts sampling the rollouts of {@code nextStep}; those of the step before must have been taken. */
    void start(long nextStep, Callable<Optional<RolloutBatch>> sampling) {
        step = nextStep;
        pending = thread.submit(sampling);
    }

    /** Waits for the rollouts of {@code wanted}, which stay here; empty where sampling of that step was not started. */
    Optional<RolloutBatch> await(long wanted) {
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

    /** Ends sampling and returns when the thread has ended. */
    @Override
    public void close() {
        closing = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(MAX_CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("sampling does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
