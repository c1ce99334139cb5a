package dev.smoltulu.bench;

import com.google.gson.Gson;
import dev.smoltulu.base.UserError;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The driver's end of a {@link BenchWorker}: the process works only while the driver waits for its answer. */
final class WorkerProcess implements AutoCloseable {

    /** What the contender says of itself. */
    record Info(String name, Map<String, String> versions) {}

    private static final long CLOSE_SECONDS = 30;

    private final String label;
    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;
    private final List<Sample> samples = new ArrayList<>();

    private WorkerProcess(String label, Process process) {
        this.label = label;
        this.process = process;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts a side's process.
     *
     * @param variant a key of the side's variants
     * @param build bench/target: compiled classes, lib, and the native libraries' caches
     */
    static WorkerProcess start(Side side, String variant, Path build) throws IOException {
        Path libraries = build.resolve("lib").resolve(side.libraries());
        if (!Files.isDirectory(libraries)) {
            throw UserError.failed(libraries + " is missing: build with mvn -Pbench -pl bench -am package");
        }
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx1g", "-XX:+UseSerialGC"));
        command.addAll(side.jvmFlags());
        command.add("-DDJL_CACHE_DIR=" + build.resolve("djl-cache"));
        command.addAll(List.of(
                "-cp",
                build.resolve("classes") + File.pathSeparator + libraries + File.separator + "*",
                BenchWorker.class.getName(),
                side.contender()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(Side.COMMON_ENVIRONMENT);
        builder.environment().putAll(side.variants().get(variant));
        return new WorkerProcess(side.key() + " (" + variant + ")", builder.start());
    }

    Info info() throws IOException {
        return new Gson().fromJson(ask("info"), Info.class);
    }

    /** Runs one step and keeps its sample. */
    Sample step() throws IOException {
        String[] answer = ask("step").split(" ");
        Sample sample = new Sample(Double.parseDouble(answer[0]), Double.parseDouble(answer[1]));
        samples.add(sample);
        return sample;
    }

    /** Every step so far, the first one first. */
    List<Sample> samples() {
        return List.copyOf(samples);
    }

    double peakResidentMib() throws IOException {
        return Long.parseLong(ask("rss")) / 1024.0;
    }

    private String ask(String command) throws IOException {
        commands.println(command);
        String answer = answers.readLine();
        if (answer == null) {
            throw UserError.failed(
                    "the process of " + label + " ended during '" + command + "'; its own message is above");
        }
        return answer;
    }

    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
