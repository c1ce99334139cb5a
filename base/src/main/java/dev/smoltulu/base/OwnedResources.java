package dev.smoltulu.base;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Resources that are closed together, the newest first: all of them, also when closing one fails. This is how an object
 * opens several native resources without losing any of them when a later one cannot be opened:
 *
 * <pre>{@code
 * try (OwnedResources opening = new OwnedResources()) {
 *     this.weights = opening.own(new Weights());
 *     this.session = opening.own(new Session(weights));
 *     this.owned = opening.release();
 * }
 * }</pre>
 *
 * <p>Whatever is thrown before {@code release}, an {@link OutOfMemoryError} too, closes what was opened so far. After
 * it the object owns the resources and closes them by {@code owned.close()}.
 *
 * <p>Not safe for use by several threads.
 */
public final class OwnedResources implements AutoCloseable {

    private Deque<AutoCloseable> resources = new ArrayDeque<>();

    /** Takes {@code resource} over and returns it; if it cannot be taken over, it is closed. */
    public <T extends AutoCloseable> T own(T resource) {
        try {
            resources.push(resource);
            return resource;
        } catch (Throwable failure) {
            closeAfter(failure, resource);
            throw failure;
        }
    }

    /** Hands all resources over to a new owner; this one then owns nothing. */
    public OwnedResources release() {
        OwnedResources next = new OwnedResources();
        Deque<AutoCloseable> none = next.resources;
        next.resources = resources;
        resources = none;
        return next;
    }

    /**
     * Closes all resources, the newest first. Throws the first failure, with later ones suppressed in it, once all are
     * closed; a checked exception as the cause of an {@link IllegalStateException}. This object owns nothing then and
     * may be used again.
     */
    @Override
    public void close() {
        Throwable failure = null;
        while (!resources.isEmpty()) {
            failure = closeAfter(failure, resources.pop());
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure != null) {
            throw new IllegalStateException("a resource could not be closed", failure);
        }
    }

    /** Closes {@code resource}; returns the first failure, {@code earlier} if there was one. */
    private static Throwable closeAfter(Throwable earlier, AutoCloseable resource) {
        try {
            resource.close();
            return earlier;
        } catch (Throwable failure) {
            if (earlier == null) {
                return failure;
            }
            if (earlier != failure) {
                earlier.addSuppressed(failure);
            }
            return earlier;
        }
    }
}
