package dev.smoltulu.tools.cluster;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.text.Excerpt;
import dev.smoltulu.base.threads.DaemonThreads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One Spark application, from its start to its end.
 *
 * @param folder where the list of units and Spark's log ({@code spark.log}) go; workers need not see it
 */
record SparkRun(SparkCluster cluster, Path folder) {

    private static final String LOG = "spark.log";
    private static final long STOP_POLL_MILLIS = 100;
    private static final int MAX_REASON = 300;
    /** Stack frames begin with blanks, messages do not. */
    private static final Pattern REASON = Pattern.compile("^(?!\\s).*(Exception|Error)\\b");

    /**
     * Runs units until all have ended.
     *
     * @param words  what a task runs, before its unit
     * @param events receives what happens, one after the other
     * @param stop   when it says yes, the application is ended and its tasks save what they have
     * @throws UserError when the application ends without having run its units, and was not stopped
     */
    void run(String name, List<String> units, List<String> words, Consumer<Event> events, BooleanSupplier stop) {
        Path log = folder.resolve(LOG);
        try {
            Files.createDirectories(folder);
            Path list = folder.resolve("units.txt");
            AtomicFile.write(list, String.join("\n", units) + "\n");
            Process process = new ProcessBuilder(cluster.command(name, list, words))
                    .redirectError(Redirect.to(log.toFile()))
                    .start();
            try (StopWatch watch = new StopWatch(process, stop)) {
                follow(process, events);
                int code = process.waitFor();
                if (code != 0 && !stop.getAsBoolean()) {
                    throw UserError.failed(
                            "Spark ended with exit code " + code + ": " + reason(log) + "; all it said is in " + log);
                }
            } finally {
                process.destroy();
            }
        } catch (IOException failed) {
            throw UserError.failed("Spark cannot be run (" + failed + "); see " + log, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw UserError.failed("interrupted while Spark was running");
        }
    }

    private static void follow(Process process, Consumer<Event> events) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Event.read(line).ifPresent(events);
            }
        }
    }

    /** The last line of the log with an exception or an error. */
    private static String reason(Path log) throws IOException {
        String found = "no reason given";
        try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                found = REASON.matcher(line).find() ? line.strip() : found;
            }
        }
        return Excerpt.of(found, MAX_REASON);
    }

    /** Ends a process when a stop is asked for. */
    private static final class StopWatch implements AutoCloseable {

        private final ScheduledExecutorService thread =
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.factory("spark-stop"));

        private StopWatch(Process process, BooleanSupplier stop) {
            thread.scheduleWithFixedDelay(
                    () -> {
                        if (stop.getAsBoolean()) {
                            process.destroy();
                        }
                    },
                    STOP_POLL_MILLIS,
                    STOP_POLL_MILLIS,
                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }

    /**
     * What the driver reports of a unit or an executor.
     *
     * @param kind    what happened
     * @param subject the unit, or the executor's number
     * @param host    where; empty for an executor
     * @param detail  milliseconds, a reason, or an exit code and the last line printed
     */
    record Event(Kind kind, String subject, String host, String detail) {

        enum Kind {
            STARTED("started"),
            ENDED("ended"),
            LOST("lost"),
            FAILED("failed"),
            EXECUTOR_LOST("executor-lost");

            private final String word;

            Kind(String word) {
                this.word = word;
            }
        }

        /**
         * The line about a lost task or executor; empty for other events.
         *
         * @param unit what a task does, as a word
         */
        Optional<String> loss(String unit) {
            return switch (kind) {
                case LOST ->
                    Optional.of(unit + " " + subject + " was lost on " + host + " and is tried again: " + detail);
                case EXECUTOR_LOST -> Optional.of("Spark lost executor " + subject + ": " + detail);
                case STARTED, ENDED, FAILED -> Optional.empty();
            };
        }

        /** The event that a line of the driver's output reports; empty for other lines. */
        static Optional<Event> read(String line) {
            List<String> fields = List.of(line.split("\t", -1));
            for (Kind kind : Kind.values()) {
                if (kind.word.equals(fields.get(0)) && fields.size() >= 3) {
                    boolean executor = kind == Kind.EXECUTOR_LOST;
                    return Optional.of(new Event(
                            kind,
                            fields.get(1),
                            executor ? "" : fields.get(2),
                            String.join(" ", fields.subList(executor ? 2 : 3, fields.size()))));
                }
            }
            return Optional.empty();
        }
    }
}
