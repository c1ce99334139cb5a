package dev.smoltulu.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A response body that is pulled piece by piece, with a limit on the server's silence: the JDK's own time limit ends
 * with the headers, and a stalled body would block for ever.
 */
final class TimedBody implements BodySubscriber<TimedBody>, AutoCloseable {
    /** Pieces asked for ahead; each is at most a few socket reads. */
    private static final int AHEAD = 8;

    private static final int LARGEST_DISCARD = 64 * 1024;

    private sealed interface Event {
        record Data(List<ByteBuffer> buffers) implements Event {}

        record Failed(Throwable cause) implements Event {}

        record Ended() implements Event {}
    }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Duration silence;
    private volatile Subscription subscription;

    TimedBody(Duration silence) {
        this.silence = silence;
    }

    @Override
    public CompletionStage<TimedBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Subscription source) {
        subscription = source;
        source.request(AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Event.Data(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        events.add(new Event.Failed(cause));
    }

    @Override
    public void onComplete() {
        events.add(new Event.Ended());
    }

    /**
     * The next piece; null after the last one.
     *
     * @throws HttpTimeoutException when the server is silent for too long
     * @throws IOException when the connection broke before the body's end
     */
    List<ByteBuffer> next() throws IOException, InterruptedException {
        Event event = events.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
        if (event instanceof Event.Data data) {
            subscription.request(1);
            return data.buffers();
        }
        if (event instanceof Event.Failed failed) {
            throw failed.cause() instanceof IOException io ? io : new IOException(failed.cause());
        }
        if (event instanceof Event.Ended) {
            return null;
        }
        close();
        throw new HttpTimeoutException("the server stopped sending for " + silence.toSeconds() + " s");
    }

    /**
     * The whole body.
     *
     * @throws BodyTooLarge when it has more than {@code limit} bytes
     */
    byte[] readAll(int limit) throws IOException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (List<ByteBuffer> buffers = next(); buffers != null; buffers = next()) {
            for (ByteBuffer buffer : buffers) {
                if (bytes.size() + (long) buffer.remaining() > limit) {
                    close();
                    throw new BodyTooLarge(limit);
                }
                byte[] piece = new byte[buffer.remaining()];
                buffer.get(piece);
                bytes.writeBytes(piece);
            }
        }
        return bytes.toByteArray();
    }

    /** Reads a short body to its end, which keeps the connection usable, and drops a long or broken one. */
    void discard() throws InterruptedException {
        try {
            readAll(LARGEST_DISCARD);
        } catch (IOException dropped) {
            close();
        }
    }

    /** Stops the transfer. */
    @Override
    public void close() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** A body is larger than anything it could rightly be. */
    static final class BodyTooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        BodyTooLarge(int limit) {
            super("the answer is larger than " + limit + " bytes");
        }
    }
}
