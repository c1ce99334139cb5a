package dev.smoltulu.bench;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.RuntimeInfo;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationRequest;
import dev.smoltulu.runtime.generation.GenerationSettings;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.runtime.generation.StopRule;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Generation with SmolLM2-135M's shape and random weights, in one process: 32 requests together against one at a time,
 * greedy and sampled; and the time of a step against the number of requests that have finished. Argument: the JSON
 * file.
 */
public final class GenerationBench implements AutoCloseable {

    private static final BenchModel MODEL = BenchModel.SMOLLM2_135M;
    private static final int THREADS = 2;
    private static final int ROUNDS = 3;
    private static final int ROWS = 32;
    private static final int ALONE = 2;
    private static final int PROMPT = 64;
    private static final int NEW_TOKENS = 64;
    private static final int QUEUE_ROWS = 8;
    private static final int QUEUE = 96;
    private static final Sampling NUCLEUS = new Sampling(1, 0.95, 0, 7);

    private final OwnedResources owned;
    private final GenerationEngine engine;
    private final GenerationEngine queued;

    private GenerationBench() {
        LlamaConfig config = BenchConfig.of(MODEL, 2048);
        SessionSettings session = SessionSettings.on(Device.CPU).withThreads(THREADS);
        try (OwnedResources opening = new OwnedResources()) {
            Map<String, Tensor> parameters = new BenchWeights(BenchBatch.SEED).tensors(MODEL, opening);
            this.engine = opening.own(new GenerationEngine(config, parameters, GenerationSettings.DEFAULT, session));
            this.queued = opening.own(new GenerationEngine(
                    config, parameters, GenerationSettings.DEFAULT.withMaxSequences(QUEUE_ROWS), session));
            this.owned = opening.release();
        }
    }

    public static void main(String[] arguments) throws IOException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        try (GenerationBench bench = new GenerationBench()) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("benchmark", "generation, fp32: together and one at a time; steps as requests finish");
            report.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            report.put("device", BenchReport.device());
            report.put("versions", Map.of("onnxruntime", RuntimeInfo.load().version()));
            report.put("load_average_before", load);
            report.put("model", MODEL);
            report.put("threads", THREADS);
            report.put("batch", Map.of("requests", ROWS, "prompt", PROMPT, "new_tokens", NEW_TOKENS));
            report.put("greedy", bench.batching(Sampling.GREEDY));
            report.put("sampled", bench.batching(NUCLEUS));
            report.put("finished", bench.finishing());
            Path file = Path.of(arguments[0]);
            BenchReport.write(file, report);
            System.out.println("samples: " + file);
        }
    }

    /** Tokens a second of 32 requests together and of single ones, taking turns. */
    private Map<String, Object> batching(Sampling sampling) {
        List<Double> together = new ArrayList<>();
        List<Double> alone = new ArrayList<>();
        generate(requests(1, i -> NEW_TOKENS, sampling));
        for (int round = 0; round < ROUNDS; round++) {
            together.add(ROWS * NEW_TOKENS / generate(requests(ROWS, i -> NEW_TOKENS, sampling)));
            double seconds = 0;
            for (int i = 0; i < ALONE; i++) {
                seconds += generate(requests(1, any -> NEW_TOKENS, sampling));
            }
            alone.add(ALONE * NEW_TOKENS / seconds);
        }
        double ratio = Sample.median(together) / Sample.median(alone);
        String name = sampling.isGreedy() ? "greedy" : "sampled, top-p " + sampling.topP();
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f tokens/s together, %.1f one at a time: %.1f times%n",
                name,
                Sample.median(together),
                Sample.median(alone),
                ratio);
        return Map.of("together_tokens_per_second", together, "alone_tokens_per_second", alone, "ratio", ratio);
    }

    private double generate(List<GenerationRequest> requests) {
        long start = System.nanoTime();
        engine.generate(requests);
        return (System.nanoTime() - start) / 1e9;
    }

    /** Milliseconds of the steps in which all rows ran, by quarters of the queue finished. */
    private List<Map<String, Object>> finishing() {
        SplittableRandom lengths = new SplittableRandom(5);
        StepClock clock = new StepClock(QUEUE_ROWS);
        queued.generate(requests(QUEUE, i -> lengths.nextInt(16, 49), Sampling.GREEDY), clock, clock::tick);
        List<Map<String, Object>> quarters = new ArrayList<>();
        for (int quarter = 0; quarter < 4; quarter++) {
            List<Double> steps = clock.milliseconds(quarter * QUEUE / 4, (quarter + 1) * QUEUE / 4);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("finished_from", quarter * QUEUE / 4);
            row.put("steps", steps.size());
            row.put("median_milliseconds", Sample.median(steps));
            quarters.add(row);
            System.out.printf(
                    Locale.ROOT,
                    "%d or more finished: %.1f ms a step of %d rows (%d steps)%n",
                    quarter * QUEUE / 4,
                    Sample.median(steps),
                    QUEUE_ROWS,
                    steps.size());
        }
        return quarters;
    }

    private static List<GenerationRequest> requests(int count, IntFunction<Integer> newTokens, Sampling sampling) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    int[] prompt = IntStream.range(0, PROMPT)
                            .map(t -> (31 * i + 7919 * t + 11) % MODEL.vocabulary())
                            .toArray();
                    return new GenerationRequest(prompt, newTokens.apply(i), sampling, Set.of(), StopRule.NEVER);
                })
                .toList();
    }

    @Override
    public void close() {
        owned.close();
    }
}
