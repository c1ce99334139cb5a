package dev.smoltulu.eval.report;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * When a run began and how long it takes.
 *
 * @param start      date and time of the beginning
 * @param startNanos {@link System#nanoTime} then
 */
public record RunClock(Instant start, long startNanos) {

    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSSSSS", Locale.ROOT);

    /** Starts a run now. */
    public static RunClock startNow() {
        return new RunClock(Instant.now(), System.nanoTime());
    }

    /** Now, as lm-evaluation-harness has it in names of files: ISO 8601 in local time, with hyphens for colons. */
    public String fileTime() {
        return FILE_TIME.format(LocalDateTime.now());
    }

    /** Seconds since 1970. */
    public double startSeconds() {
        return start.toEpochMilli() / 1e3;
    }

    /** Seconds since the start. */
    public double elapsedSeconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
