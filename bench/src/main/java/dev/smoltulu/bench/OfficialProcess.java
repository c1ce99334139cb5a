package dev.smoltulu.bench;

import dev.smoltulu.base.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The process of {@code OfficialDecode}: ONNX Runtime's official Java API, whose classes this process has already. */
final class OfficialProcess implements AutoCloseable {

    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;
    private String version;

    OfficialProcess(Path jar, Path program, int threads, int[] prompt, int count) throws IOException {
        this.process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-cp",
                        jar.toString(),
                        program.toString(),
                        Integer.toString(threads),
                        Integer.toString(count),
                        Arrays.stream(prompt).mapToObj(Integer::toString).collect(Collectors.joining(",")))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** A file in that process; prompt and count are those the process was started with. */
    DecodeSide side(Path file) {
        return (prompt, count) -> {
            commands.println(file.toAbsolutePath());
            String answer = answers.readLine();
            if (answer == null) {
                throw UserError.failed("the official API's process ended at " + file + "; its message is above");
            }
            String[] words = answer.split(" ");
            version = words[0];
            return new DecodeSide.Decoded(
                    Arrays.stream(words[2].split(","))
                            .mapToInt(Integer::parseInt)
                            .toArray(),
                    Double.parseDouble(words[1]));
        };
    }

    /** The runtime's version, once a file has run. */
    String version() {
        return version;
    }

    @Override
    public void close() {
        commands.close();
        process.destroy();
    }
}
