package dev.smoltulu.bench;

import com.google.gson.GsonBuilder;
import dev.smoltulu.base.files.AtomicFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The benchmark's outcome as a table and as JSON. */
record BenchReport(List<String> command, double loadAverageBefore, List<SideResult> sides) {

    /** A line per side; the ratio is of tokens/s to {@link Side#REFERENCE}, more is faster. */
    String table() {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                "%-10s %12s %12s %10s %14s %10s  %s%n",
                "side", "median s", "fastest s", "tokens/s", "peak RSS MiB", "ratio", "environment"));
        for (SideResult side : sides) {
            OptionalDouble ratio = ratio(side);
            table.append(String.format(
                    Locale.ROOT,
                    "%-10s %12.3f %12.3f %10.1f %14.0f %10s  %s%n",
                    side.key(),
                    side.medianSeconds(),
                    Sample.fastestSeconds(side.samples()),
                    side.tokensPerSecond(),
                    side.peakRssMib(),
                    ratio.isPresent() ? String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()) : "-",
                    side.variant()));
        }
        return table.toString();
    }

    void write(Path file) throws IOException {
        write(file, json());
    }

    /** Writes {@code contents} as a JSON file, whole or not at all. */
    static void write(Path file, Map<String, Object> contents) {
        String json = new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(contents);
        AtomicFile.write(file, json + "\n");
    }

    private OptionalDouble ratio(SideResult side) {
        return sides.stream()
                .filter(other -> other.key().equals(Side.REFERENCE))
                .mapToDouble(reference -> side.tokensPerSecond() / reference.tokensPerSecond())
                .findFirst();
    }

    private Map<String, Object> json() throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("benchmark", "one training step: forward, backward, AdamW; fp32");
        json.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        json.put("command", command);
        json.put("device", device());
        json.put("load_average_before", loadAverageBefore);
        json.put("model", BenchModel.SMOLLM2_135M);
        json.put("parameters", BenchModel.SMOLLM2_135M.parameterCount());
        json.put("batch", Map.of("rows", BenchBatch.ROWS, "length", BenchBatch.LENGTH, "targets", BenchBatch.TARGETS));
        json.put("environment", Side.COMMON_ENVIRONMENT);
        json.put("sides", sides.stream().map(this::json).toList());
        return json;
    }

    private Map<String, Object> json(SideResult side) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("key", side.key());
        json.put("name", side.name());
        json.put("median_seconds", side.medianSeconds());
        json.put("fastest_seconds", Sample.fastestSeconds(side.samples()));
        json.put("tokens_per_second", side.tokensPerSecond());
        ratio(side).ifPresent(ratio -> json.put("ratio_to_" + Side.REFERENCE, ratio));
        json.put("peak_rss_mib", side.peakRssMib());
        json.put("variant", side.variant());
        json.put("variant_trials", side.variantTrials());
        json.put("versions", side.versions());
        json.put("warmup", side.warmup());
        json.put("samples", side.samples());
        return json;
    }

    /** The machine, for a report. */
    static Map<String, Object> device() throws IOException {
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("cpu", firstValue(Path.of("/proc/cpuinfo"), "model name"));
        device.put("cores", Runtime.getRuntime().availableProcessors());
        device.put("memory", firstValue(Path.of("/proc/meminfo"), "MemTotal"));
        device.put(
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        device.put(
                "java",
                ManagementFactory.getRuntimeMXBean().getVmName() + " " + System.getProperty("java.runtime.version"));
        return device;
    }

    private static String firstValue(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
