package dev.smoltulu.runtime.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens drawn by the graph, as on a GPU, run by the processor's kernels. */
class DrawnTokensTest {

    private static final SessionSettings CPU = SessionSettings.on(Device.CPU).withThreads(1);
    private static final int ROWS = 500;
    private static final int ROUNDS = 16;

    /** Logits over {@code size} tokens, some of them equal, one impossible. */
    private static float[] logits(int size) {
        SplittableRandom random = new SplittableRandom(5);
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = i % 5 == 4 ? logits[i - 1] : (float) (6 * random.nextDouble() - 3);
        }
        logits[size / 2] = -200;
        return logits;
    }

    private static double[] softmax(float[] logits, double temperature) {
        double[] weights = IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i] / temperature))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(x -> x / sum).toArray();
    }

    /** The definition: sort all, keep k with the ties of the last, renormalise, keep until p is reached. */
    private static double[] kept(float[] logits, Sampling sampling) {
        double[] p = softmax(logits, sampling.temperature());
        List<Integer> order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -logits[i]).thenComparing(i -> i))
                .toList();
        float least = sampling.topK() == 0 || sampling.topK() > p.length
                ? Float.NEGATIVE_INFINITY
                : logits[order.get(sampling.topK() - 1)];
        double mass = order.stream()
                .filter(i -> logits[i] >= least)
                .mapToDouble(i -> p[i])
                .sum();
        double[] kept = new double[p.length];
        double above = 0;
        for (int i : order) {
            if (logits[i] < least || sampling.topP() < 1 && above >= sampling.topP() * mass) {
                break;
            }
            kept[i] = p[i];
            above += p[i];
        }
        double total = above;
        return Arrays.stream(kept).map(x -> x / total).toArray();
    }

    private static Sequence sequence(Sampling sampling) {
        return new Sequence(0, new GenerationRequest(new int[] {1}, 8, sampling, Set.of(), StopRule.NEVER), 96);
    }

    /** 50 tokens fill blocks of 8 with some to spare, 256 fill blocks of 16, 3 are less than a block of one. */
    @ParameterizedTest
    @CsvSource({"50,1,1,0", "256,0.7,1,0", "3,1,1,0", "50,1,0.8,0", "50,1.3,1,7", "256,1,0.6,40", "50,0.9,0.3,49"})
    void drawsAreThoseOfTheDefinition(int vocabulary, double temperature, double topP, int topK) {
        float[] logits = logits(vocabulary);
        double[] model = softmax(logits, 1);
        double[] expected = kept(logits, new Sampling(temperature, topP, topK, 0));
        long[] counts = new long[vocabulary];
        try (NextTokenSessions sessions = new NextTokenSessions(vocabulary, CPU, true);
                NextTokens next = new NextTokens(sessions, ROWS)) {
            for (int row = 0; row < ROWS; row++) {
                next.logits().floats().put(row * vocabulary, logits);
            }
            List<Sequence> sequences = IntStream.range(0, ROWS)
                    .mapToObj(row -> sequence(new Sampling(temperature, topP, topK, row)))
                    .toList();
            for (int round = 0; round < ROUNDS; round++) {
                for (NextTokens.Choice choice : next.choose(sequences)) {
                    counts[choice.token()]++;
                    assertTrue(expected[choice.token()] > 0, "token " + choice.token() + " is not kept");
                    assertEquals(Math.log(model[choice.token()]), choice.logProb(), 1e-5);
                    assertEquals(Math.log(expected[choice.token()]), choice.samplingLogProb(), 1e-4);
                }
            }
        }
        requireDrawnFrom(expected, counts);
    }

    /** Pearson's statistic over tokens that are expected five times and more, and all others together. */
    private static void requireDrawnFrom(double[] expected, long[] counts) {
        double statistic = 0;
        double rest = 0;
        long restCount = 0;
        int cells = 0;
        for (int i = 0; i < expected.length; i++) {
            double mean = expected[i] * ROWS * ROUNDS;
            if (mean < 5) {
                rest += mean;
                restCount += counts[i];
            } else {
                statistic += (counts[i] - mean) * (counts[i] - mean) / mean;
                cells++;
            }
        }
        if (rest > 1) {
            statistic += (restCount - rest) * (restCount - rest) / rest;
            cells++;
        }
        // Six standard deviations above the mean of a chi-square variable.
        int freedom = Math.max(1, cells - 1);
        assertTrue(
                statistic < freedom + 6 * Math.sqrt(2.0 * freedom),
                statistic + " with " + freedom + " degrees of freedom");
    }

    /** Some rows greedy, some cut off, some not: each row as if it were alone. */
    @Test
    void everyRowHasItsOwnSettings() {
        int vocabulary = 50;
        List<Sampling> samplings = List.of(
                Sampling.GREEDY,
                Sampling.plain(3),
                new Sampling(0.8, 0.7, 0, 4),
                new Sampling(1.2, 1, 5, 5),
                new Sampling(1, 1, 1, 6),
                new Sampling(1, 1e-6, 0, 7));
        float[] logits = logits(vocabulary);
        int best = IntStream.range(0, vocabulary)
                .boxed()
                .max(Comparator.comparing((Integer i) -> logits[i]).thenComparing(i -> -i))
                .orElseThrow();
        try (NextTokenSessions sessions = new NextTokenSessions(vocabulary, CPU, true);
                NextTokens together = new NextTokens(sessions, samplings.size());
                NextTokens alone = new NextTokens(sessions, 1)) {
            for (int row = 0; row < samplings.size(); row++) {
                together.logits().floats().put(row * vocabulary, logits);
            }
            alone.logits().floats().put(0, logits);
            List<NextTokens.Choice> choices = together.choose(
                    samplings.stream().map(DrawnTokensTest::sequence).toList());
            for (int row = 0; row < samplings.size(); row++) {
                Sampling sampling = samplings.get(row);
                NextTokens.Choice choice = choices.get(row);
                assertEquals(alone.choose(List.of(sequence(sampling))).get(0), choice);
                if (sampling.isGreedy() || sampling.topK() == 1 || sampling.topP() < 1e-3) {
                    assertEquals(logits[best], logits[choice.token()]);
                    assertEquals(Math.log(softmax(logits, 1)[best]), choice.logProb(), 1e-5);
                }
            }
        }
    }

    @Test
    void nothingImpossibleIsDrawn() {
        int vocabulary = 50;
        float[] logits = new float[vocabulary];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[3] = 0;
        logits[41] = 1;
        try (NextTokenSessions sessions = new NextTokenSessions(vocabulary, CPU, true);
                NextTokens next = new NextTokens(sessions, ROWS)) {
            for (int row = 0; row < ROWS; row++) {
                next.logits().floats().put(row * vocabulary, logits);
            }
            Set<Integer> drawn = new TreeSet<>();
            next.choose(IntStream.range(0, ROWS)
                            .mapToObj(row -> sequence(Sampling.plain(row)))
                            .toList())
                    .forEach(choice -> drawn.add(choice.token()));
            assertEquals(Set.of(3, 41), drawn);
        }
    }

    @Test
    void whatARequestGivesDoesNotDependOnItsCompany() {
        try (RandomModel model = new RandomModel(1, "{}");
                GenerationEngine engine = new GenerationEngine(
                        model.config,
                        model.parameters,
                        new GenerationSettings(3, 64, 1L << 30),
                        CPU,
                        DataType.FLOAT,
                        false,
                        true)) {
            List<GenerationRequest> requests = IntStream.range(0, 7)
                    .mapToObj(i -> new GenerationRequest(
                            IntStream.range(0, 1 + i * 3).toArray(),
                            5 + i,
                            i == 2 ? Sampling.GREEDY : new Sampling(1, i % 2 == 0 ? 1 : 0.9, 0, i),
                            Set.of(),
                            StopRule.NEVER))
                    .toList();
            List<Completion> together = engine.generate(requests);
            for (int i = 0; i < requests.size(); i++) {
                Completion alone = engine.generate(List.of(requests.get(i))).get(0);
                assertArrayEquals(alone.tokens(), together.get(i).tokens(), "request " + i);
                assertEquals(requests.get(i).maxNewTokens(), alone.tokens().length);
            }
            assertNotEquals(
                    Arrays.toString(together.get(4).tokens()),
                    Arrays.toString(together.get(6).tokens()));
        }
    }
}
