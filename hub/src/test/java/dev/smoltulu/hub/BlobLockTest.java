package dev.smoltulu.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.support.JavaProcess;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class BlobLockTest {
    /** Another process: takes the lock, says so, and lets go when its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            BlobLock lock = BlobLock.acquire(Path.of(arguments[0]));
            System.out.println("held");
            System.in.read();
            lock.release();
        }
    }

    @TempDir
    private Path folder;

    @Test
    void waitsForAnotherProcess() throws Exception {
        Path file = folder.resolve("a/b.lock");
        Process other = JavaProcess.of(Holder.class, List.of(file.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = other.inputReader()) {
            assertEquals("held", output.readLine());
            CompletableFuture<Void> ours = CompletableFuture.runAsync(() -> takeAndRelease(file));
            assertThrows(TimeoutException.class, () -> ours.get(200, TimeUnit.MILLISECONDS));
            other.getOutputStream().close();
            ours.get(30, TimeUnit.SECONDS);
            assertTrue(other.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, other.exitValue());
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void interruptEndsTheWait() throws Exception {
        Path file = folder.resolve("b.lock");
        BlobLock held = BlobLock.acquire(file);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                BlobLock.acquire(file).release();
                interrupted.complete(false);
            } catch (InterruptedException asExpected) {
                interrupted.complete(true);
            }
        });
        waiting.start();
        waiting.interrupt();
        assertTrue(interrupted.get(30, TimeUnit.SECONDS));
        held.release();
        takeAndRelease(file);
    }

    private static void takeAndRelease(Path file) {
        try {
            BlobLock.acquire(file).release();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
