package dev.smoltulu.bench;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.RuntimeInfo;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.scoring.ScoredGroup;
import dev.smoltulu.runtime.scoring.ScoringSession;
import dev.smoltulu.runtime.scoring.TokenScores;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Scores {@link ChoiceItems} with SmolLM2-135M's shape in two ways, turn by turn: each choice in a pass of its own, and
 * choices of one context together, several items a pass. The scores of both must agree.
 */
public final class ScoringBench {

    private static final String USAGE = "[--rounds 3] [--batch-tokens 1024] [--output FILE]";
    private static final BenchModel MODEL = BenchModel.SMOLLM2_135M;
    private static final int THREADS = 2;
    private static final double TOLERANCE = 1e-3;

    private final List<ScoredGroup> items = ChoiceItems.of(MODEL.vocabulary());
    private final int maxPositions =
            items.stream().mapToInt(ScoredGroup::length).max().orElseThrow();
    private int rounds = 3;
    private int batchTokens = 1024;
    private Path output;

    private ScoringBench(Path build, String[] arguments) {
        output = build.resolve("scoring.json");
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw UserError.usage(arguments[i] + " has no value; the command line is " + USAGE);
            }
            set(arguments[i], arguments[i + 1]);
        }
    }

    private void set(String flag, String value) {
        switch (flag) {
            case "--rounds" -> rounds = BenchOptions.count(flag, value, 1);
            case "--batch-tokens" -> batchTokens = BenchOptions.count(flag, value, 1);
            case "--output" -> output = Path.of(value);
            default -> throw UserError.usage("unknown flag " + flag + "; the command line is " + USAGE);
        }
    }

    /** Runs the benchmark; arguments as in {@link #USAGE}. */
    public static void main(String[] arguments) throws Exception {
        try {
            Path build = Path.of(ScoringBench.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getParent();
            new ScoringBench(build, arguments).run(List.of(arguments));
        } catch (UserError error) {
            System.err.println("scoring: " + error.getMessage());
            System.exit(error.exitCode());
        }
    }

    private void run(List<String> command) throws IOException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        double[] alone = new double[rounds];
        double[] shared = new double[rounds];
        try (OwnedResources owned = new OwnedResources()) {
            Map<String, Tensor> weights = new BenchWeights(BenchBatch.SEED).tensors(MODEL, owned);
            LlamaConfig config = BenchConfig.of(MODEL, maxPositions);
            SessionSettings settings = SessionSettings.on(Device.CPU).withThreads(THREADS);
            ScoringSession single = owned.own(new ScoringSession(config, weights, maxPositions, 1, settings));
            ScoringSession batched =
                    owned.own(new ScoringSession(config, weights, maxPositions, batchTokens, settings));
            compare(alone(single), shared(batched));
            for (int round = 0; round < rounds; round++) {
                alone[round] = seconds(() -> alone(single));
                shared[round] = seconds(() -> shared(batched));
                System.err.printf(
                        Locale.ROOT,
                        "round %d: each choice alone %.2f s, shared prefixes %.2f s%n",
                        round + 1,
                        alone[round],
                        shared[round]);
            }
        }
        double ratio = median(alone) / median(shared);
        System.out.printf(
                Locale.ROOT,
                "%d items: each choice alone %.2f s, shared prefixes %.2f s, ratio %.2f%n",
                items.size(),
                median(alone),
                median(shared),
                ratio);
        BenchReport.write(output, json(command, load, alone, shared, ratio));
        System.out.println("samples: " + output);
    }

    private List<List<TokenScores>> alone(ScoringSession session) {
        return items.stream()
                .map(item -> item.sequences().stream()
                        .map(choice -> session.score(List.of(new ScoredGroup(List.of(choice))))
                                .get(0)
                                .get(0))
                        .toList())
                .toList();
    }

    private List<List<TokenScores>> shared(ScoringSession session) {
        Map<ScoredGroup, List<TokenScores>> scores = new LinkedHashMap<>();
        for (List<ScoredGroup> pass : session.passes(items, Function.identity())) {
            List<List<TokenScores>> results = session.score(pass);
            for (int i = 0; i < pass.size(); i++) {
                scores.put(pass.get(i), results.get(i));
            }
        }
        return items.stream().map(scores::get).toList();
    }

    /** Times mean nothing where the two ways do not give the same scores. */
    private static void compare(List<List<TokenScores>> expected, List<List<TokenScores>> actual) {
        for (int item = 0; item < expected.size(); item++) {
            for (int choice = 0; choice < expected.get(item).size(); choice++) {
                double one = expected.get(item).get(choice).sum();
                double other = actual.get(item).get(choice).sum();
                if (!(Math.abs(one - other) <= TOLERANCE)) {
                    throw UserError.failed("item " + item + ", choice " + choice + ": " + one + " alone, " + other
                            + " with the others; the two ways do not score the same model");
                }
            }
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(double[] seconds) {
        double[] sorted = Arrays.stream(seconds).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private Map<String, Object> json(List<String> command, double load, double[] alone, double[] shared, double ratio)
            throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("benchmark", "scoring multiple-choice items of HellaSwag's lengths; fp32");
        json.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        json.put("command", command);
        json.put("device", BenchReport.device());
        json.put("versions", Map.of("onnxruntime", RuntimeInfo.load().version()));
        json.put("load_average_before", load);
        json.put("model", MODEL);
        json.put("threads", THREADS);
        json.put("items", items.size());
        json.put(
                "tokens_alone",
                items.stream()
                        .flatMap(item -> item.sequences().stream())
                        .mapToInt(choice -> choice.length())
                        .sum());
        json.put("tokens_shared", items.stream().mapToInt(ScoredGroup::length).sum());
        json.put("batch_tokens", batchTokens);
        json.put("alone_median_seconds", median(alone));
        json.put("shared_median_seconds", median(shared));
        json.put("ratio", ratio);
        json.put("alone_seconds", alone);
        json.put("shared_seconds", shared);
        return json;
    }
}
