package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.tools.Main;
import dev.smoltulu.tools.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import sun.misc.Signal;

/** One {@code smoltulu sft}, {@code dpo}, {@code reward} or {@code rlvr} command line, to be run here or elsewhere. Immutable. */
final class TrainingCommand {

    /** How a command ended. */
    record Outcome(int code, String out, String err) {

        /** The lines on standard error; an error is to be exactly one. */
        List<String> errorLines() {
            return err.lines().filter(line -> !line.isBlank()).toList();
        }
    }

    private static final Consumer<String> NOBODY = line -> {};

    private final String verb;
    private final Map<String, String> flags;
    private final Map<String, String> environment;

    private TrainingCommand(String verb, Map<String, String> flags, Map<String, String> environment) {
        this.verb = verb;
        this.environment = Map.copyOf(environment);
        this.flags = new LinkedHashMap<>(flags);
    }

    /** Trains {@code model} on {@code rows}, one epoch in the rows' order, with a constant learning rate. */
    static TrainingCommand on(Path model, Path rows, Path output) {
        return plain("sft", model, rows, output).with("loss-reduction", "token_mean");
    }

    /** Trains {@code model} on pairs by {@code verb}, otherwise as {@link #on}. */
    static TrainingCommand onPairs(String verb, Path model, Path rows, Path output) {
        return plain(verb, model, rows, output);
    }

    private static TrainingCommand plain(String verb, Path model, Path rows, Path output) {
        return new TrainingCommand(verb, Map.of(), Map.of())
                .with("model", model)
                .with("data", rows)
                .with("output-dir", output)
                .with("num-train-epochs", 1)
                .with("shuffle", false)
                .with("lr-scheduler-type", "constant")
                .with("warmup-ratio", 0)
                .with("learning-rate", 1e-3)
                .with("logging-steps", 1);
    }

    /** Continued training of stories260K. */
    static TrainingCommand onStories(Path rows, Path output) {
        return on(SharedFolder.resolve("models/stories260K"), rows, output);
    }

    /** The same with another value of a flag. */
    TrainingCommand with(String flag, Object value) {
        Map<String, String> changed = new LinkedHashMap<>(flags);
        changed.put(flag, value.toString());
        return new TrainingCommand(verb, changed, environment);
    }

    TrainingCommand without(String flag) {
        Map<String, String> changed = new LinkedHashMap<>(flags);
        changed.remove(flag);
        return new TrainingCommand(verb, changed, environment);
    }

    /** The same with an environment variable. */
    TrainingCommand withVariable(String name, Object value) {
        Map<String, String> changed = new LinkedHashMap<>(environment);
        changed.put(name, value.toString());
        return new TrainingCommand(verb, flags, changed);
    }

    /** The same, going on with the run in the output folder. */
    TrainingCommand resumed() {
        return with("resume", "");
    }

    Path output() {
        return Path.of(flags.get("output-dir"));
    }

    List<String> words() {
        List<String> words = new ArrayList<>(List.of(verb));
        flags.forEach((flag, value) -> {
            words.add("--" + flag);
            if (!flag.equals("resume")) {
                words.add(value);
            }
        });
        return words;
    }

    /** Runs in this process. */
    Outcome run() {
        return run(NOBODY);
    }

    /** Runs in this process; {@code watcher} is called with each line as it is printed, on the thread that prints. */
    Outcome run(Consumer<String> watcher) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                words(),
                new Console(
                        new PrintStream(new Lines(out, watcher), true, StandardCharsets.UTF_8),
                        new PrintStream(new Lines(err, watcher), true, StandardCharsets.UTF_8),
                        Terminal.none(),
                        environment));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs in this process, which gets SIGTERM when a line begins with {@code line}. */
    Outcome stoppedAfter(String line) {
        AtomicBoolean raised = new AtomicBoolean();
        CountDownLatch received = new CountDownLatch(1);
        return run(printed -> {
            if (printed.startsWith("SIGTERM: ")) {
                received.countDown();
            }
            if (printed.startsWith(line) && raised.compareAndSet(false, true)) {
                Signal.raise(new Signal("TERM"));
                await(received);
            }
        });
    }

    private static void await(CountDownLatch received) {
        try {
            assertTrue(received.await(1, TimeUnit.MINUTES), "the signal arrives");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs to the end in this process. */
    RunFiles finish() {
        Outcome outcome = run();
        assertEquals(0, outcome.code(), outcome.err());
        return new RunFiles(output());
    }

    /** Whether it was killed at {@code moment}; false where it ended before the signal came. */
    boolean killedAt(BooleanSupplier moment) throws Exception {
        try (ChildRun child = start()) {
            child.await(moment);
            int code = child.kill();
            assertTrue(code == 137 || code == 0 && moment.getAsBoolean(), () -> "it ended by itself with " + code);
            return code == 137;
        }
    }

    /** Starts a Java process of its own. */
    ChildRun start() throws IOException {
        return ChildRun.start(words());
    }

    /** Writes rows of {@code input_ids}, all trained. */
    static Path writeRows(Path file, int[]... sequences) {
        List<JsonObject> rows = new ArrayList<>();
        for (int[] sequence : sequences) {
            JsonObject row = new JsonObject();
            row.add("input_ids", Json.array(sequence));
            rows.add(row);
        }
        return writeRows(file, rows);
    }

    /** Writes one row a line. */
    static Path writeRows(Path file, List<JsonObject> rows) {
        try {
            return Files.writeString(file, rows.stream().map(row -> row + "\n").collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes bytes on and shows every finished line to a watcher. */
    private static final class Lines extends OutputStream {

        private final OutputStream target;
        private final Consumer<String> watcher;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(OutputStream target, Consumer<String> watcher) {
            this.target = target;
            this.watcher = watcher;
        }

        @Override
        public void write(int b) throws IOException {
            target.write(b);
            if (b == '\n') {
                watcher.accept(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(b);
            }
        }
    }
}
