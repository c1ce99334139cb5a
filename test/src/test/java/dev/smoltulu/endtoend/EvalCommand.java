package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.tools.Main;
import dev.smoltulu.tools.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One {@code smoltulu eval} command line, to be run here or in a process of its own. */
record EvalCommand(Path output, List<String> words) {

    private static final List<String> TIMES =
            List.of("date", "start_time", "end_time", "total_evaluation_time_seconds");

    /** stories260K on tasks whose files lie in the shared folder. */
    static EvalCommand onStories(Path output, String tasks, Object... more) {
        List<String> words = new ArrayList<>(List.of(
                "eval",
                "--model",
                SharedFolder.resolve("models/stories260K").toString(),
                "--tasks",
                tasks,
                "--data",
                SharedFolder.resolve("data").toString(),
                "--output",
                output.toString()));
        Stream.of(more).map(Object::toString).forEach(words::add);
        return new EvalCommand(output, List.copyOf(words));
    }

    /** Runs in this process; it must end well. */
    EvalCommand finish() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                words,
                new Console(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Terminal.none(),
                        Map.of()));
        assertEquals(0, code, err.toString(StandardCharsets.UTF_8));
        return this;
    }

    /** Starts a Java process of its own. */
    ChildRun start() throws IOException {
        return ChildRun.start(words);
    }

    /** The results, times left out. */
    JsonObject results() {
        JsonObject results = Json.read(only("results_"));
        TIMES.forEach(results::remove);
        return results;
    }

    Path samples(String task) {
        return only("samples_" + task + "_");
    }

    /** Files in the output folder whose name begins so. */
    List<Path> files(String start) {
        if (!Files.isDirectory(output)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(output)) {
            return inside.filter(file -> file.getFileName().toString().startsWith(start))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path only(String start) {
        List<Path> files = files(start);
        assertEquals(1, files.size(), files.toString());
        return files.get(0);
    }
}
