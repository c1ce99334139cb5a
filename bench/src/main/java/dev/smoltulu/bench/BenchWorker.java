package dev.smoltulu.bench;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * A process of one contender. Arguments: its class. It answers each line of standard input with one line:
 * {@code info} with JSON (name, versions), {@code step} with {@code loss seconds}, {@code rss} with the peak
 * resident memory in KiB. It ends with its input. What libraries print goes to standard error.
 */
public final class BenchWorker {

    private BenchWorker() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Class<?> type = Class.forName(arguments[0]);
        try (var contender = (TrainingStepContender) type.getConstructor().newInstance()) {
            System.gc();
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                answers.println(answer(contender, command));
                answers.flush();
            }
        }
    }

    private static String answer(TrainingStepContender contender, String command) throws IOException {
        return switch (command) {
            case "info" -> new Gson().toJson(Map.of("name", contender.name(), "versions", contender.versions()));
            case "step" -> timedStep(contender);
            case "rss" -> Long.toString(peakResidentKib());
            default -> throw new IllegalArgumentException("unknown command: " + command);
        };
    }

    private static String timedStep(TrainingStepContender contender) {
        long start = System.nanoTime();
        double loss = contender.step();
        return String.format(Locale.ROOT, "%.9g %.6f", loss, (System.nanoTime() - start) / 1e9);
    }

    private static long peakResidentKib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("/proc/self/status has no VmHWM: the benchmark needs Linux");
    }
}
