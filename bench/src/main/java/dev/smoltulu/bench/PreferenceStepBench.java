package dev.smoltulu.bench;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.SftObjective;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.RuntimeInfo;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedPairs;
import dev.smoltulu.runtime.batch.PackedSequences;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a step of preference tuning costs beside one of finetuning: the same model, as many tokens and trained tokens,
 * taking turns in one process. Pairs have nothing in common, or the first half of their sequences, their prompt. The
 * reference's log-probabilities are inputs, as they are with the cache in place.
 */
public final class PreferenceStepBench {

    private static final String USAGE = "[--rounds 7] [--output FILE]";
    private static final int WARMUP = 2;
    /** The second half of every sequence is trained. */
    private static final int TRAINED = BenchBatch.LENGTH / 2;

    private static final double TOLERANCE = 1e-5;

    /** Something to take turns: seconds of each measured step. */
    private record Contender(
            String key, BoundTrainingSession session, Map<String, HostTensor> batch, double[] seconds) {

        void step(int round) {
            long start = System.nanoTime();
            session.accumulate(batch);
            session.update(AdamW.LEARNING_RATE);
            if (round >= 0) {
                seconds[round] = (System.nanoTime() - start) / 1e9;
            }
        }

        double median() {
            double[] sorted = Arrays.stream(seconds).sorted().toArray();
            return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        }

        double fastest() {
            return Arrays.stream(seconds).min().orElseThrow();
        }
    }

    private int rounds = 7;
    private Path output;

    private PreferenceStepBench(Path build, String[] arguments) {
        output = build.resolve("preference-step.json");
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw UserError.usage(arguments[i] + " has no value; the command line is " + USAGE);
            }
            switch (arguments[i]) {
                case "--rounds" -> rounds = BenchOptions.count(arguments[i], arguments[i + 1], 1);
                case "--output" -> output = Path.of(arguments[i + 1]);
                default -> throw UserError.usage("unknown flag " + arguments[i] + "; the command line is " + USAGE);
            }
        }
    }

    /** Runs the benchmark; arguments as in {@link #USAGE}. */
    public static void main(String[] arguments) throws Exception {
        try {
            Path build = Path.of(PreferenceStepBench.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getParent();
            new PreferenceStepBench(build, arguments).run(List.of(arguments));
        } catch (UserError error) {
            System.err.println("preference-step: " + error.getMessage());
            System.exit(error.exitCode());
        }
    }

    private void run(List<String> command) throws IOException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        List<LabelledTokens> apart = sequences(false);
        List<LabelledTokens> shared = sequences(true);
        try (BoundTrainingSession sft = open(new SftObjective());
                BoundTrainingSession dpo = open(new PreferenceObjective(5, 0))) {
            compare(sft, dpo, apart);
            compare(sft, dpo, shared);
            List<Contender> contenders = List.of(
                    new Contender("sft", sft, rows(apart), new double[rounds]),
                    new Contender("dpo", dpo, pairs(apart), new double[rounds]),
                    new Contender("dpo_shared_prompt", dpo, pairs(shared), new double[rounds]));
            for (int round = -WARMUP; round < rounds; round++) {
                for (Contender contender : contenders) {
                    contender.step(round);
                }
            }
            for (Contender contender : contenders) {
                System.out.printf(
                        Locale.ROOT,
                        "%-18s median %.3f s, fastest %.3f s a step; per trained token %.3f of" + " sft's median%n",
                        contender.key(),
                        contender.median(),
                        contender.fastest(),
                        contender.median() / contenders.get(0).median());
            }
            BenchReport.write(output, json(command, load, contenders));
        }
        System.out.println("samples: " + output);
    }

    private static BoundTrainingSession open(TrainingObjective objective) {
        return SmolTuluTrainingStep.open(new TrainingGraphs.Options(objective, BenchBatch.LENGTH, 1, false));
    }

    /** Times mean nothing where the two do not compute the same log-probabilities from the same weights. */
    private static void compare(BoundTrainingSession sft, BoundTrainingSession dpo, List<LabelledTokens> sequences) {
        double expected = sft.evaluate(rows(sequences));
        dpo.evaluate(pairs(sequences));
        float[] scores = dpo.scores();
        double actual = 0;
        for (float score : scores) {
            actual -= score / (BenchBatch.ROWS * TRAINED);
        }
        if (scores.length != BenchBatch.ROWS || !(Math.abs(actual - expected) <= TOLERANCE * expected)) {
            throw UserError.failed(String.format(
                    Locale.ROOT,
                    "the mean loss of a token is %.7g by sft's graph and %.7g"
                            + " by dpo's; the two do not train the same model",
                    expected,
                    actual));
        }
    }

    private static Map<String, HostTensor> rows(List<LabelledTokens> sequences) {
        return PackedSequences.of(sequences, UnaryOperator.identity())
                .feeds(sequence -> 1.0 / (BenchBatch.ROWS * TRAINED), 1);
    }

    private static Map<String, HostTensor> pairs(List<LabelledTokens> sequences) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i += 2) {
            pairs.add(new Pair(sequences.get(i), sequences.get(i + 1)));
        }
        PackedPairs<Pair> packed = PackedPairs.of(pairs, Pair::chosen, Pair::rejected);
        Map<String, HostTensor> feeds = packed.targetFeeds(1);
        feeds.put(PreferenceObjective.REFERENCE_LOG_PROBS, packed.perSequence(pair -> -1000, pair -> -1000));
        feeds.put(PreferenceObjective.SEQUENCE_SCALES, packed.perSequence(pair -> 1f / TRAINED, pair -> 1f / TRAINED));
        feeds.put(PreferenceObjective.PAIR_WEIGHTS, packed.perPair(pair -> 1.0 / pairs.size()));
        return feeds;
    }

    private record Pair(LabelledTokens chosen, LabelledTokens rejected) {}

    /** @param shared whether each second sequence has the prompt of the one before it */
    private static List<LabelledTokens> sequences(boolean shared) {
        int[] ids = Arrays.stream(BenchBatch.ids(BenchModel.SMOLLM2_135M.vocabulary()))
                .mapToInt(Math::toIntExact)
                .toArray();
        int prompt = BenchBatch.LENGTH - TRAINED;
        List<LabelledTokens> sequences = new ArrayList<>();
        for (int row = 0; row < BenchBatch.ROWS; row++) {
            int[] tokens = Arrays.copyOfRange(ids, row * BenchBatch.LENGTH, (row + 1) * BenchBatch.LENGTH);
            if (shared && row % 2 == 1) {
                System.arraycopy(ids, (row - 1) * BenchBatch.LENGTH, tokens, 0, prompt);
            }
            int[] labels = tokens.clone();
            Arrays.fill(labels, 0, prompt, LabelledTokens.IGNORED);
            sequences.add(new LabelledTokens(tokens, labels));
        }
        return sequences;
    }

    private Map<String, Object> json(List<String> command, double load, List<Contender> contenders) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("benchmark", "a step of preference tuning beside one of finetuning: forward, backward, AdamW; fp32");
        json.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        json.put("command", command);
        json.put("device", BenchReport.device());
        json.put("versions", Map.of("onnxruntime", RuntimeInfo.load().version()));
        json.put("load_average_before", load);
        json.put("model", BenchModel.SMOLLM2_135M);
        json.put("sequences", BenchBatch.ROWS);
        json.put("length", BenchBatch.LENGTH);
        json.put("trained_tokens", BenchBatch.ROWS * TRAINED);
        for (Contender contender : contenders) {
            Map<String, Object> side = new LinkedHashMap<>();
            side.put("median_seconds", contender.median());
            side.put("fastest_seconds", contender.fastest());
            side.put("ratio_to_sft", contender.median() / contenders.get(0).median());
            side.put("seconds", contender.seconds());
            json.put(contender.key(), side);
        }
        return json;
    }
}
