package dev.smoltulu.base.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are sent with kill")
final class StopSignalTest {

    @Test
    void theFirstSignalAsksAndTheLoopLeavesWithItsCode() throws Exception {
        assertEquals(143, exitCode("polite", "TERM"));
        assertEquals(130, exitCode("polite", "INT"));
    }

    @Test
    void theSecondSignalEndsAtOnce() throws Exception {
        assertEquals(130, exitCode("deaf", "TERM", "INT"));
    }

    @Test
    void closingPutsTheDefaultBack() throws Exception {
        assertEquals(143, exitCode("closed", "TERM"));
    }

    /** Runs {@link Loop} in a process of its own and sends it signals, the next one when the last was acknowledged. */
    private static int exitCode(String manner, String... signals) throws Exception {
        Process loop = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loop.class.getName(),
                        manner)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(loop.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("ready", said.readLine());
            for (int i = 0; i < signals.length; i++) {
                new ProcessBuilder("kill", "-" + signals[i], Long.toString(loop.pid()))
                        .start()
                        .waitFor();
                if (i < signals.length - 1) {
                    assertEquals("", said.readLine());
                    assertTrue(said.readLine().startsWith("SIG" + signals[i] + ": stopping"));
                }
            }
            assertTrue(loop.waitFor(20, TimeUnit.SECONDS), manner + " ends");
            assertFalse(said.lines().anyMatch("closed handler ran"::equals));
            return loop.exitValue();
        } finally {
            loop.destroyForcibly();
        }
    }

    /** A long phase in a process of its own. */
    static final class Loop {
        private Loop() {}

        public static void main(String[] arguments) throws InterruptedException, IOException {
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
