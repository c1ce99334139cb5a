package dev.smoltulu.verifiers.builtin;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program and all that it starts. Where there is {@code setsid} (on Linux), it leads a process group of its own,
 * which is killed whole, also those of its processes whose parents have ended. Elsewhere its descendants are killed that
 * can still be found from it.
 */
final class ProcessGroup implements AutoCloseable {

    private static final Optional<Path> SETSID = onPath("setsid");
    private static final long KILLED_WITHIN_SECONDS = 10;

    private final Process process;
    private boolean killed;

    private ProcessGroup(Process process) {
        this.process = process;
    }

    /** Starts {@code command}; its standard output is thrown away. */
    static ProcessGroup start(List<String> command) throws IOException {
        List<String> words = new ArrayList<>();
        SETSID.ifPresent(setsid -> words.add(setsid.toString()));
        words.addAll(command);
        return new ProcessGroup(new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    Process process() {
        return process;
    }

    /** Kills whatever is left of it. */
    @Override
    public void close() {
        if (killed) {
            return;
        }
        killed = true;
        List<ProcessHandle> descendants = process.descendants().toList();
        // The leader first: it may not have made its group yet, and after this it starts nothing more.
        // By its handle: the process's own method would close its error stream, whose last words may not be read yet.
        process.toHandle().destroyForcibly();
        if (SETSID.isPresent()) {
            killGroup();
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** Java can signal a process, not a group. The group's number is its leader's. */
    private void killGroup() {
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- -" + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor(KILLED_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new IllegalStateException("processes cannot be killed (" + e.getMessage() + ")", e);
        } catch (InterruptedException e) {
            // The signal is under way; the caller is to see the interrupt.
            Thread.currentThread().interrupt();
        }
    }

    /** The program called {@code name}: a path to it, or a name found in the folders of PATH. */
    static Optional<Path> onPath(String name) {
        if (name.contains("/")) {
            return Optional.of(Path.of(name)).filter(Files::isExecutable);
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
                .findFirst();
    }
}
