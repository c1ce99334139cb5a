package dev.smoltulu.bench;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.export.DecoderFile;
import dev.smoltulu.graphs.export.GraphStyle;
import dev.smoltulu.graphs.export.Precision;
import dev.smoltulu.graphs.weights.ModelWeights;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.RuntimeInfo;
import dev.smoltulu.runtime.SessionSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Decoding one sequence greedily: exported fused files in fp32, int8 and int4 in this project's ONNX Runtime and in the
 * official Java API of the newest, and this project's engine on the model itself. The sides take turns. Arguments: a
 * model folder, the official jar, {@code OfficialDecode.java}, the JSON file, and the rounds.
 */
public final class DecodeBench {

    private static final int THREADS = 2;
    private static final int COUNT = 64;
    /** The engine and both fp32 files must begin alike; later, rounding may let random weights' texts part. */
    private static final int SAME = 8;

    private static final int[] PROMPT =
            IntStream.range(0, 8).map(i -> 3 + 7 * i).toArray();
    private static final List<Precision> PRECISIONS = List.of(Precision.FP32, Precision.INT8, Precision.INT4);
    private static final String ENGINE = "engine";
    private static final String BASE = "file fp32";

    private DecodeBench() {}

    public static void main(String[] arguments) throws IOException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        Path model = Path.of(arguments[0]);
        int rounds = Integer.parseInt(arguments[4]);
        LlamaConfig config = LlamaConfig.read(model);
        Path files = Files.createTempDirectory("decode-bench");
        Map<String, DecodeSide> sides = new LinkedHashMap<>();
        try (OwnedResources owned = new OwnedResources()) {
            OfficialProcess official = owned.own(
                    new OfficialProcess(Path.of(arguments[1]), Path.of(arguments[2]), THREADS, PROMPT, COUNT));
            sides.put(
                    ENGINE,
                    DecodeSide.engine(
                            config, model, SessionSettings.on(Device.CPU).withThreads(THREADS), owned));
            for (Precision precision : PRECISIONS) {
                Path file = write(files, config, model, precision);
                sides.put("file " + precision.word(), DecodeSide.file(config, file, owned, THREADS));
                sides.put("official " + precision.word(), official.side(file));
            }
            requireSame(sides);
            Map<String, List<Double>> speeds = measure(sides, rounds);
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("benchmark", "greedy decoding of one sequence: exported fused files and the engine, tokens/s");
            report.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            report.put("device", BenchReport.device());
            report.put("load_average_before", load);
            report.put("versions", Map.of("onnxruntime", RuntimeInfo.load().version(), "official", official.version()));
            report.put("model", config.raw());
            report.put("threads", THREADS);
            report.put("prompt", PROMPT.length);
            report.put("new_tokens", COUNT);
            report.put(
                    "sides",
                    speeds.entrySet().stream()
                            .map(side -> row(side, speeds.get(BASE)))
                            .toList());
            BenchReport.write(Path.of(arguments[3]), report);
        } finally {
            delete(files);
        }
    }

    private static Path write(Path folder, LlamaConfig config, Path model, Precision precision) {
        Path file = folder.resolve(precision.fileName());
        try (ModelWeights weights = ModelWeights.open(model)) {
            DecoderFile.write(
                    file, new DecoderFile.Spec(config, GraphStyle.FUSED, precision, false, Map.of()), weights, false);
        }
        return file;
    }

    /** Warms every side up and sees that those in fp32 do the same. */
    private static void requireSame(Map<String, DecodeSide> sides) throws IOException {
        Map<String, int[]> ids = new LinkedHashMap<>();
        for (Map.Entry<String, DecodeSide> side : sides.entrySet()) {
            ids.put(side.getKey(), side.getValue().decode(PROMPT, COUNT).ids());
        }
        for (String name : List.of(BASE, "official fp32")) {
            int differ = Arrays.mismatch(ids.get(ENGINE), ids.get(name));
            if (differ >= 0 && differ < SAME) {
                throw UserError.failed(name + " and the engine part at token " + differ + "; no time is taken");
            }
        }
    }

    private static Map<String, List<Double>> measure(Map<String, DecodeSide> sides, int rounds) throws IOException {
        Map<String, List<Double>> speeds = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, DecodeSide> side : sides.entrySet()) {
                double speed = COUNT / side.getValue().decode(PROMPT, COUNT).seconds();
                speeds.computeIfAbsent(side.getKey(), unseen -> new ArrayList<>())
                        .add(speed);
            }
        }
        return speeds;
    }

    /** One side's line; its ratio is the median of the ratios to fp32 in the same round. */
    private static Map<String, Object> row(Map.Entry<String, List<Double>> side, List<Double> base) {
        List<Double> ratios = IntStream.range(0, base.size())
                .mapToObj(i -> side.getValue().get(i) / base.get(i))
                .toList();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("side", side.getKey());
        row.put("median_tokens_per_second", Sample.median(side.getValue()));
        row.put("ratio_to_fp32_file", Sample.median(ratios));
        row.put("tokens_per_second", side.getValue());
        System.out.printf(
                Locale.ROOT,
                "%-15s %9.1f tokens/s  %5.2f times the fp32 file%n",
                side.getKey(),
                Sample.median(side.getValue()),
                Sample.median(ratios));
        return row;
    }

    private static void delete(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Files.delete(entry);
            }
        }
        Files.delete(folder);
    }
}
