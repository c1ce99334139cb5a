package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.smoltulu.support.JavaProcess;
import dev.smoltulu.support.PosixSignal;
import dev.smoltulu.tools.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A command in a Java process of its own, which can be killed. Closing it makes sure that it is gone. */
final class ChildRun implements AutoCloseable {

    private static final long MAX_SECONDS = 300;

    private final Process process;
    private final BufferedReader out;

    private ChildRun(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts the program as from a terminal: Ctrl-C's signal reaches it, wherever the tests run. */
    static ChildRun start(List<String> words) throws IOException {
        return new ChildRun(JavaProcess.inForeground(Main.class, words)
                .redirectErrorStream(true)
                .start());
    }

    /** Reads on until a line begins with {@code start}. */
    void awaitLine(String start) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(start)) {
                return;
            }
            seen.add(line);
        }
        fail("no line '" + start + "' in " + seen);
    }

    /** Looks, as often as it can, until {@code condition} holds or the process is gone. */
    void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean() && process.isAlive()) {
            Thread.onSpinWait();
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(MAX_SECONDS), "waited too long");
        }
    }

    /** kill -9; gives the exit code. */
    int kill() throws InterruptedException {
        return process.destroyForcibly().waitFor();
    }

    void signal(PosixSignal signal) {
        signal.send(process);
    }

    /** The rest of what it prints, and its exit code. */
    TrainingCommand.Outcome end() throws InterruptedException {
        String rest = out.lines().collect(Collectors.joining("\n"));
        assertTrue(process.waitFor(MAX_SECONDS, TimeUnit.SECONDS), "it ends");
        return new TrainingCommand.Outcome(process.exitValue(), rest, rest);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
