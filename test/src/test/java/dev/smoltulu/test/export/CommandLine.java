package dev.smoltulu.test.export;

import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.tools.Main;
import dev.smoltulu.tools.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What one {@code smoltulu} command line gave. */
record CommandLine(int exitCode, String out, String err) {

    static CommandLine run(Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> line = Stream.of(words).map(Object::toString).toList();
        int code = Main.run(
                line,
                new Console(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Terminal.none(),
                        Map.of()));
        return new CommandLine(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
