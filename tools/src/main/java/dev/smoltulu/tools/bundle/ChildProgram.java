package dev.smoltulu.tools.bundle;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Another program that does a step of the work. */
final class ChildProgram {

    private ChildProgram() {}

    /**
     * Runs it to its end.
     *
     * @return what it printed
     * @throws UserError with its last line, when it fails
     */
    static String run(List<String> command) {
        String name = Path.of(command.get(0)).getFileName().toString();
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                List<String> lines =
                        text.lines().filter(line -> !line.isBlank()).toList();
                throw UserError.failed(name + " failed ("
                        + (lines.isEmpty() ? "exit code " + process.exitValue() : lines.get(lines.size() - 1))
                        + "); run it by hand: " + String.join(" ", command));
            }
            return text;
        } catch (IOException notStarted) {
            throw UserError.failed(
                    name + " cannot be started (" + notStarted.getMessage() + "); install it", notStarted);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw UserError.failed("interrupted while " + name + " ran; start again", stopped);
        }
    }
}
