package dev.smoltulu.trainer.checkpoint;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.runtime.training.ModelState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** At most one checkpoint that is written while training goes on. */
public final class BackgroundSave implements AutoCloseable {

    private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);

    /**
     * Begins to save {@code copy} in a thread of its own, once what was begun before has ended.
     *
     * @param copy closed when it is saved
     */
    public void begin(ModelSnapshot copy, Consumer<ModelState> work) {
        try (OwnedResources opening = new OwnedResources()) {
            opening.own(copy);
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
}
