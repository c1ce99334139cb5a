package dev.smoltulu.verifiers.builtin;

import dev.smoltulu.base.threads.DaemonThreads;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Does work in threads of its own and gives it up when time has run out: the thread is interrupted, which regular
 * expressions obey, and never waited for.
 */
final class TimeLimit implements AutoCloseable {

    /** Work came to no end, or to a bad one; the message is one line. */
    static final class Failure extends Exception {

        Failure(String message) {
            super(message);
        }
    }

    private final Duration limit;
    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.factory("verifier"));

    TimeLimit(Duration limit) {
        this.limit = limit;
    }

    <T> T call(Callable<T> work) throws Failure, InterruptedException {
        Future<T> result = threads.submit(work);
        try {
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new Failure("no verdict within " + described());
        } catch (ExecutionException e) {
            throw new Failure(
                    e.getCause() instanceof StackOverflowError
                            ? "the response nests too deeply"
                            : "the verifier failed (" + e.getCause() + ")");
        } finally {
            result.cancel(true);
        }
    }

    Duration limit() {
        return limit;
    }

    /** "5 s". */
    String described() {
        return BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
