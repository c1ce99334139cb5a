package dev.smoltulu.spark;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.Function;

/**
 * Runs one unit on an executor. The process watches its standard input, on which nothing is ever written: when it ends,
 * because the task was cancelled or the executor died, by SIGKILL too, the process saves what it has and ends.
 */
final class UnitTask implements Function<String, UnitOutcome> {

    private static final long serialVersionUID = 1;

    /** Exit codes with which the program itself ends a unit; a signal gives others. */
    private static final int LAST_OWN_CODE = 2;

    private static final long SAVING_SECONDS = 60;

    private final ArrayList<String> command;
    private final String folder;

    /** @param folder in which the command's relative paths hold */
    UnitTask(List<String> command, String folder) {
        this.command = new ArrayList<>(command);
        this.folder = folder;
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
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        // Without it every path is absolute, or the program itself says what is missing.
        if (new File(folder).isDirectory()) {
            builder.directory(new File(folder));
        }
        Process process = builder.start();
        Thread atExit = new Thread(() -> endInput(process));
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            String last = lastLine(process);
            int code = process.waitFor();
            if (code > LAST_OWN_CODE) {
                throw new IOException(unit + " was ended from outside (exit code " + code + "): " + last);
            }
            return new UnitOutcome(unit, InetAddress.getLocalHost().getHostName(), code, last);
        } finally {
            end(process);
            forget(atExit);
        }
    }

    /** Copies what the process prints to the executor's log, line by line; the last one is the result. */
    private static String lastLine(Process process) throws IOException {
        String last = "";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(line);
                last = line.isBlank() ? last : line;
            }
        }
        return last;
    }

    private static void end(Process process) throws InterruptedException {
        endInput(process);
        if (!process.waitFor(SAVING_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static void endInput(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            // It has ended by itself.
            return;
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running: it does what remains.
            return;
        }
    }
}
