package dev.smoltulu.sweep.run;

import dev.smoltulu.base.UserError;
import dev.smoltulu.sweep.cell.CellJob;
import dev.smoltulu.sweep.cell.StudyFolder;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Several cells at once, each in a Java process of its own. A child reads the pipe on its standard input and stops,
 * with everything saved, when that ends: so it ends with this process however that dies.
 */
public final class ChildProcesses implements CellExecutor {

    private static final int SIGTERM_EXIT = 143;

    private final int jobs;
    private final Function<CellJob, List<String>> command;
    private final IntSupplier stop;

    /**
     * @param command of the process that runs a job
     * @param stop    the exit code of a stop that was asked for; 0 while none was
     */
    public ChildProcesses(int jobs, Function<CellJob, List<String>> command, IntSupplier stop) {
        this.jobs = jobs;
        this.command = command;
        this.stop = stop;
    }

    @Override
    public int jobs() {
        return jobs;
    }

    @Override
    public void run(List<CellJob> all, Listener listener) {
        Queue<CellJob> waiting = new ArrayDeque<>(all);
        Map<CellJob, Process> running = new LinkedHashMap<>();
        boolean stopped = false;
        while (!running.isEmpty() || !waiting.isEmpty()) {
            if (!stopped && stop.getAsInt() != 0) {
                stopped = true;
                // Ctrl-C reaches children through the terminal; a signal to this process alone does not.
                if (stop.getAsInt() == SIGTERM_EXIT) {
                    running.values().forEach(ChildProcesses::endInput);
                }
            }
            if (stopped) {
                waiting.clear();
            }
            while (running.size() < jobs && !waiting.isEmpty()) {
                CellJob job = waiting.remove();
                listener.started(job);
                running.put(job, start(job));
            }
            for (Iterator<Map.Entry<CellJob, Process>> each = running.entrySet().iterator(); each.hasNext(); ) {
                Map.Entry<CellJob, Process> child = each.next();
                if (!child.getValue().isAlive()) {
                    each.remove();
                    int code = child.getValue().exitValue();
                    stopped |= code == 130 || code == SIGTERM_EXIT;
                    tell(listener, child.getKey(), code);
                }
            }
            pause();
        }
    }

    private static void tell(Listener listener, CellJob job, int code) {
        boolean told = code == 0
                || code == 130
                || code == SIGTERM_EXIT
                || code == 1
                        && new StudyFolder(job.study())
                                .cell(job.cell())
                                .record()
                                .isPresent();
        if (told) {
            listener.ended(job, code);
        } else {
            listener.broken(
                    job,
                    "its process ended with exit code " + code + (code == 137 ? " (killed: was memory short?)" : "")
                            + "; see " + output(job));
        }
    }

    private Process start(CellJob job) {
        try {
            Path output = output(job);
            Files.createDirectories(output.getParent());
            return new ProcessBuilder(command.apply(job))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(output.toFile()))
                    .start();
        } catch (IOException failed) {
            throw UserError.failed("a process for cell " + job.cell() + " cannot be started (" + failed + ")", failed);
        }
    }

    private static Path output(CellJob job) {
        return new StudyFolder(job.study()).cell(job.cell()).path().resolve("process.log");
    }

    private static void endInput(Process child) {
        try {
            child.getOutputStream().close();
        } catch (IOException gone) {
            // It has ended by itself.
            return;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The command that runs {@code main} as this process runs, on its class path.
     *
     * @param options of Java, beside those that this process was started with
     */
    public static List<String> java(List<String> options, String main, List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(options);
        command.add("-Dfile.encoding=" + StandardCharsets.UTF_8);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(words);
        return command;
    }
}
