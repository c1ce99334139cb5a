package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * How often and after which waits something on the network is tried again. Waits double from {@code firstWait} to
 * {@code longestWait}; a wait that the server names goes before them, as long as it is within {@code patience}.
 *
 * @param tries tries in a row, at most; a transfer that brought {@link #PROGRESS} bytes starts the count anew
 */
record RetryPolicy(
        int tries, Duration firstWait, Duration longestWait, Duration patience, Sleeper sleeper, Clock clock) {
    /** What a cut transfer must have brought to count as progress: then a long download over a bad line still ends. */
    static final long PROGRESS = 1 << 20;

    /** Five tries, waits of 0.5, 1, 2 and 4 seconds, and up to five minutes when the server asks for it. */
    static RetryPolicy standard() {
        return new RetryPolicy(
                5,
                Duration.ofMillis(500),
                Duration.ofSeconds(8),
                Duration.ofMinutes(5),
                Sleeper.THREAD,
                Clock.systemUTC());
    }

    /** One try; an IOException means that another one may help. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    /**
     * Runs {@code attempt} until it returns.
     *
     * @param what the purpose, for the message: "cannot " + what
     * @throws UserError when the tries are used up, or the failure is one that does not go away
     */
    <T> T run(String what, Attempt<T> attempt) throws InterruptedException {
        int failures = 0;
        while (true) {
            try {
                return attempt.run();
            } catch (SSLHandshakeException | SSLPeerUnverifiedException refused) {
                throw UserError.failed(
                        "cannot " + what + ": no secure connection (" + refused.getMessage()
                                + "): check the proxy, the clock and the certificates of this JDK",
                        refused);
            } catch (IOException failure) {
                boolean progressed = failure instanceof TransferCut cut && cut.received() >= PROGRESS;
                failures = progressed ? 1 : failures + 1;
                if (failures >= tries) {
                    throw UserError.failed(
                            "cannot " + what + ": " + reason(failure) + ", " + tries
                                    + " tries in a row: check the network and run again, it continues where it stopped",
                            failure);
                }
                sleeper.sleep(wait(what, failure, failures));
            }
        }
    }

    private Duration wait(String what, IOException failure, int failures) {
        if (failure instanceof HubBusy busy && busy.retryAfter().isPresent()) {
            Duration asked = busy.retryAfter().get();
            if (asked.compareTo(patience) > 0) {
                throw UserError.failed("cannot " + what + ": " + failure.getMessage() + " and the server asks to wait "
                        + asked.toSeconds() + " s: run again after that");
            }
            return asked;
        }
        Duration doubled = firstWait.multipliedBy(1L << Math.min(failures - 1, 20));
        return doubled.compareTo(longestWait) > 0 ? longestWait : doubled;
    }

    private static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "the server's name is unknown here";
            }
        }
        if (failure instanceof ConnectException) {
            return "no connection to the server";
        }
        if (failure instanceof HttpTimeoutException) {
            return "the server does not answer in time";
        }
        return failure.getMessage() == null ? "the connection failed" : failure.getMessage();
    }

    /** Lets time pass between two tries. */
    @FunctionalInterface
    interface Sleeper {
        /** Sleeps on the calling thread. */
        Sleeper THREAD = duration -> Thread.sleep(duration.toMillis());

        void sleep(Duration duration) throws InterruptedException;
    }

    /** A body ended early; what had arrived is on disk. */
    static final class TransferCut extends IOException {
        private static final long serialVersionUID = 1L;

        private final long received;

        /** @param received bytes that this one transfer brought */
        TransferCut(String message, long received, IOException cause) {
            super(message, cause);
            this.received = received;
        }

        long received() {
            return received;
        }
    }

    /** The server answered that another try may succeed: 408, 429 or 5xx. */
    static final class HubBusy extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient Duration retryAfter;

        /** @param retryAfter how long the server asks to wait; null when it does not say */
        HubBusy(int status, Duration retryAfter) {
            super(
                    status == 429
                            ? "too many requests (status 429)"
                            : "the server is in trouble (status " + status + ")");
            this.retryAfter = retryAfter;
        }

        Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }
}
