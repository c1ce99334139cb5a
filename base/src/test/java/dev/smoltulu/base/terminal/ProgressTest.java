package dev.smoltulu.base.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long nanos;

    private Progress progress(boolean interactive, int columns, long totalSteps, long loggingSteps) {
        return new Progress(out, new Terminal(interactive, columns), () -> nanos, totalSteps, loggingSteps);
    }

    private void steps(Progress progress, int from, int to, double seconds) {
        for (int step = from; step <= to; step++) {
            nanos += Math.round(seconds * 1e9);
            progress.step(step, 1.0 / step, 500);
        }
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void withoutATerminalEveryLoggingStepsAndAtTheEndIsAPlainLine() {
        try (Progress progress = progress(false, 80, 25, 10)) {
            steps(progress, 1, 25, 0.5);
        }
        assertEquals(
                List.of(
                        "step 10/25  loss 0.1000  1000 tokens/s  0:08 left",
                        "step 20/25  loss 0.0500  1000 tokens/s  0:03 left",
                        "step 25/25  loss 0.0400  1000 tokens/s  0:00 left"),
                text().lines().toList());
        assertFalse(text().contains("\u001b") || text().contains("\r\u001b"));
    }

    @Test
    void withoutATerminalSlowStepsShowEveryTenSeconds() {
        try (Progress progress = progress(false, 80, 1000, 1000)) {
            steps(progress, 1, 6, 4);
        }
        assertEquals(
                List.of(
                        "step 3/1000  loss 0.3333  125 tokens/s  1:06:28 left",
                        "step 6/1000  loss 0.1667  125 tokens/s  1:06:16 left"),
                text().lines().toList());
    }

    @Test
    void onATerminalOneLineIsDrawnOver() {
        try (Progress progress = progress(true, 100, 4, 10)) {
            steps(progress, 1, 4, 1);
        }
        String[] frames = text().split("\r\u001b\\[K");
        assertEquals(5, frames.length);
        assertEquals(" 25% [======                  ] step 1/4  loss 1.0000  500 tokens/s  0:03 left", frames[1]);
        assertEquals(
                "100% [========================] step 4/4  loss 0.2500  500 tokens/s  0:00 left",
                frames[4].stripTrailing());
        assertTrue(text().endsWith("left" + System.lineSeparator()));
    }

    @Test
    void redrawsAtMostTenTimesASecondAndNeverWiderThanTheTerminal() {
        try (Progress progress = progress(true, 30, 1000, 10)) {
            steps(progress, 1, 1000, 0.001);
        }
        String[] frames = text().split("\r\u001b\\[K");
        assertTrue(frames.length <= 13, frames.length + " frames");
        for (String frame : frames) {
            assertTrue(frame.stripTrailing().length() < 30, frame);
        }
    }

    @Test
    void timeSpentElsewhereDoesNotCountAndMessagesStay() {
        try (Progress progress = progress(true, 100, 10, 10)) {
            steps(progress, 1, 2, 1);
            nanos += 60_000_000_000L;
            progress.message("evaluated");
            progress.skipTime();
            steps(progress, 3, 3, 1);
        }
        assertTrue(text().contains("\r\u001b[Kevaluated" + System.lineSeparator()));
        assertTrue(text().contains("step 3/10  loss 0.3333  500 tokens/s  0:07 left"), text());
    }

    @Test
    void aPipeIsNoTerminal() {
        assertFalse(Terminal.none().interactive());
        assertFalse(Terminal.detect().interactive(), "the test's output is captured");
    }
}
