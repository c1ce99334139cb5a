package dev.smoltulu.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.Function;

/**
 * Runs one unit on an executor. The process reads its standard input, which this side never writes and never closes:
 * where the executor dies, by SIGKILL too, the input ends and with it the process.
 */
final class UnitTask implements Function<String, UnitOutcome> {

    private static final long serialVersionUID = 1;

    /** Exit codes with which the program itself ends a unit; a signal gives others. */
    private static final int LAST_OWN_CODE = 2;

    private final ArrayList<String> command;

    UnitTask(List<String> command) {
        this.command = new ArrayList<>(command);
    }

    /**
     * Runs the unit to its end.
     *
     * @throws IOException when the process cannot be started or was ended from outside: Spark then tries again
     */
    @Override
    public UnitOutcome call(String unit) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.add(unit);
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        Thread end = new Thread(() -> stop(process));
        Runtime.getRuntime().addShutdownHook(end);
        try {
            String last = lastLine(process);
            int code = process.waitFor();
            if (code > LAST_OWN_CODE) {
                throw new IOException(unit + " was ended from outside (exit code " + code + "): " + last);
            }
            return new UnitOutcome(unit, InetAddress.getLocalHost().getHostName(), code, last);
        } finally {
            stop(process);
            forget(end);
        }
    }

    /** Copies what the process prints to the executor's log, line by line. */
    private static String lastLine(Process process) throws IOException {
        String last = "";
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(line);
                last = line.isBlank() ? last : line;
            }
        }
        return last;
    }

    private static void stop(Process process) {
        try (Stream<ProcessHandle> children = process.descendants()) {
            children.forEach(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running: it does what remains.
        }
    }
}
