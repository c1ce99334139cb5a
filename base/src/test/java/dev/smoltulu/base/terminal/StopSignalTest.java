package dev.smoltulu.base.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.support.JavaProcess;
import dev.smoltulu.support.PosixSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
final class StopSignalTest {

    private static final long MAX_SECONDS = 60;

    @Test
    void theFirstSignalAsksAndTheLoopLeavesWithItsCode() throws Exception {
        assertEquals(143, exitCode("polite", PosixSignal.TERM));
        assertEquals(130, exitCode("polite", PosixSignal.INT));
    }

    @Test
    void theSecondSignalEndsAtOnce() throws Exception {
        assertEquals(130, exitCode("deaf", PosixSignal.TERM, PosixSignal.INT));
    }

    @Test
    void closingPutsTheDefaultBack() throws Exception {
        assertEquals(143, exitCode("closed", PosixSignal.TERM));
    }

    /** A process that a script runs in its background is started with SIGINT ignored, and Java leaves it so. */
    @Test
    void anIgnoredInterruptStaysIgnored() throws Exception {
        Process loop = start(JavaProcess.inBackground(Loop.class, List.of("polite")));
        try (BufferedReader said = loop.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("ready", said.readLine());
            PosixSignal.INT.send(loop);
            PosixSignal.TERM.send(loop);
            assertTrue(loop.waitFor(MAX_SECONDS, TimeUnit.SECONDS), "it ends");
            assertEquals(143, loop.exitValue());
        } finally {
            loop.destroyForcibly();
        }
    }

    /** Runs {@link Loop} in a process of its own and sends it signals, the next one when the last was acknowledged. */
    private static int exitCode(String manner, PosixSignal... signals) throws Exception {
        Process loop = start(JavaProcess.inForeground(Loop.class, List.of(manner)));
        try (BufferedReader said = loop.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("ready", said.readLine());
            for (int i = 0; i < signals.length; i++) {
                signals[i].send(loop);
                if (i < signals.length - 1) {
                    assertEquals("", said.readLine());
                    assertTrue(said.readLine().startsWith("SIG" + signals[i] + ": stopping"));
                }
            }
            assertTrue(loop.waitFor(MAX_SECONDS, TimeUnit.SECONDS), manner + " ends");
            assertFalse(said.lines().anyMatch("closed handler ran"::equals));
            return loop.exitValue();
        } finally {
            loop.destroyForcibly();
        }
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        return builder.redirectErrorStream(true).start();
    }

    /** A long phase in a process of its own. */
    static final class Loop {
        private Loop() {}

        public static void main(String[] arguments) throws InterruptedException {
            StopSignal stop = StopSignal.install(System.out);
            if (arguments[0].equals("closed")) {
                stop.close();
            }
            System.out.println("ready");
            while (!stop.requested() || arguments[0].equals("deaf")) {
                Thread.sleep(5);
            }
            System.out.println(arguments[0].equals("closed") ? "closed handler ran" : "saved");
            System.exit(stop.exitCode());
        }
    }
}
