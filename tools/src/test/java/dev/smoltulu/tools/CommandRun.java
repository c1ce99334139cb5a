package dev.smoltulu.tools;

import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.tools.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A command line that has run within the test's process, and what it wrote. */
public record CommandRun(int code, String out, String err) {

    public static CommandRun of(String... words) {
        return with(Map.of(), words);
    }

    public static CommandRun with(Map<String, String> environment, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                List.of(words),
                new Console(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        Terminal.none(),
                        environment));
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
