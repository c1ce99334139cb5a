package dev.smoltulu.endtoend;

import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.tools.Main;
import dev.smoltulu.tools.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One {@code smoltulu score} command line. */
record ScoreCommand(List<String> words) {

    static ScoreCommand of(Path model, Path rows, Path output, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "score", "--model", model.toString(), "--data", rows.toString(), "--output", output.toString()));
        words.addAll(List.of(more));
        return new ScoreCommand(List.copyOf(words));
    }

    /** Runs in this process. */
    TrainingCommand.Outcome run() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                words,
                new Console(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Terminal.none(),
                        Map.of()));
        return new TrainingCommand.Outcome(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
