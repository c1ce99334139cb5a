package dev.smoltulu.runtime.generation;

import static java.lang.Float.NaN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.scoring.ScoredGroup;
import dev.smoltulu.runtime.scoring.ScoredSequence;
import dev.smoltulu.runtime.scoring.ScoringSession;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GenerationEngineTest {

    private static final int BOS = 1;
    private static final SessionSettings CPU = SessionSettings.on(Device.CPU).withThreads(1);
    private static LlamaConfig config;
    private static ModelParameters parameters;
    private static int[] story;

    @BeforeAll
    static void readModel() {
        Path folder = SharedFolder.resolve("models/stories260K");
        config = LlamaConfig.read(folder);
        parameters = ModelParameters.read(folder, config);
        try (GenerationEngine engine = open(GenerationSettings.DEFAULT)) {
            story = engine.generate(List.of(greedy(new int[] {BOS}, 200)))
                    .get(0)
                    .tokens();
        }
    }

    @AfterAll
    static void close() {
        if (parameters != null) {
            parameters.close();
        }
    }

    private static GenerationEngine open(GenerationSettings settings) {
        return new GenerationEngine(config, parameters.tensors(), settings, CPU);
    }

    private static GenerationRequest greedy(int[] prompt, int maxNewTokens) {
        return new GenerationRequest(prompt, maxNewTokens, Sampling.GREEDY, Set.of(), StopRule.NEVER);
    }

    private static int[] concat(int[] a, int[] b) {
        return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }

    /** Prompts of 1 to 64 tokens, each a piece of the same story after bos, for 5 to 68 new tokens. */
    private static List<GenerationRequest> mixed() {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            int[] piece = Arrays.copyOfRange(story, i, i + (i * 29) % 64);
            requests.add(greedy(concat(new int[] {BOS}, piece), 5 + (i * 37) % 64));
        }
        return requests;
    }

    @Test
    void logProbsAreThoseOfScoring() {
        try (GenerationEngine engine = open(GenerationSettings.DEFAULT);
                ScoringSession scoring = new ScoringSession(config, parameters.tensors(), 256, 256, CPU)) {
            for (Completion completion : engine.generate(List.of(greedy(new int[] {BOS}, 200)))) {
                int[] all = concat(new int[] {BOS}, completion.tokens());
                float[] expected = scoring.score(List.of(new ScoredGroup(List.of(new ScoredSequence(all, 200)))))
                        .get(0)
                        .get(0)
                        .logProbs();
                assertArrayEquals(expected, completion.logProbs(), 1e-4f);
            }
        }
    }

    @Test
    void companyChangesNothing() {
        List<GenerationRequest> requests = mixed();
        List<Completion> alone = new ArrayList<>();
        try (GenerationEngine engine = open(GenerationSettings.DEFAULT)) {
            requests.forEach(request -> alone.addAll(engine.generate(List.of(request))));
        }
        for (GenerationSettings settings : List.of(
                new GenerationSettings(3, 1024, 1L << 30),
                new GenerationSettings(64, 4096, 1L << 30),
                new GenerationSettings(16, 100, 1L << 30),
                new GenerationSettings(64, 7, 1))) {
            try (GenerationEngine engine = open(settings)) {
                List<Completion> together = engine.generate(requests);
                for (int i = 0; i < requests.size(); i++) {
                    String which = "request " + i + " with " + settings;
                    assertArrayEquals(alone.get(i).tokens(), together.get(i).tokens(), which);
                    assertArrayEquals(alone.get(i).logProbs(), together.get(i).logProbs(), 1e-4f, which);
                }
            }
        }
    }

    @Test
    void drawsDependOnTheSeedAlone() {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            requests.add(new GenerationRequest(
                    new int[] {BOS}, 20, new Sampling(1.2, 0.95, 100, i / 2), Set.of(), StopRule.NEVER));
        }
        try (GenerationEngine engine = open(GenerationSettings.DEFAULT.withMaxSequences(5))) {
            List<Completion> completions = engine.generate(requests);
            List<GenerationRequest> reversed = new ArrayList<>(requests);
            Collections.reverse(reversed);
            List<Completion> backwards = engine.generate(reversed);
            for (int i = 0; i < 12; i++) {
                int[] tokens = completions.get(i).tokens();
                assertArrayEquals(tokens, backwards.get(11 - i).tokens());
                assertEquals(
                        i % 2 == 1,
                        i > 0 && Arrays.equals(completions.get(i - 1).tokens(), tokens));
            }
        }
    }

    /** The first token's frequencies against a softmax of the model's own log-probabilities under a temperature. */
    @Test
    void temperatureFlattensTheModelsDistribution() {
        double temperature = 2;
        int draws = 4000;
        List<GenerationRequest> requests = IntStream.range(0, draws)
                .mapToObj(seed -> new GenerationRequest(
                        new int[] {BOS, 403}, 1, new Sampling(temperature, 1, 0, seed), Set.of(), StopRule.NEVER))
                .toList();
        double[] weights = new double[config.vocabSize()];
        try (ScoringSession scoring = new ScoringSession(config, parameters.tensors(), 8, 4096, CPU)) {
            for (int token = 0; token < weights.length; token++) {
                float logProb = scoring.score(List.of(
                                new ScoredGroup(List.of(new ScoredSequence(new int[] {BOS, 403, token}, 1)))))
                        .get(0)
                        .get(0)
                        .logProbs()[0];
                weights[token] = Math.exp(logProb / temperature);
            }
        }
        double sum = Arrays.stream(weights).sum();
        int[] counts = new int[weights.length];
        try (GenerationEngine engine = open(GenerationSettings.DEFAULT.withMaxSequences(64))) {
            for (Completion completion : engine.generate(requests)) {
                int token = completion.tokens()[0];
                assertEquals(Math.log(weights[token] / sum), completion.samplingLogProbs()[0], 1e-3);
                counts[token]++;
            }
        }
        double chiSquare = 0;
        for (int token = 0; token < weights.length; token++) {
            double expected = draws * weights[token] / sum;
            chiSquare += Math.pow(counts[token] - expected, 2) / Math.max(expected, 0.5);
        }
        assertTrue(chiSquare < weights.length + 5 * Math.sqrt(2 * weights.length), "chi-square " + chiSquare);
    }

    @Test
    void sequencesEndAtTokensRulesAndLengths() {
        int stop = story[10];
        int at =
                IntStream.range(0, 11).filter(i -> story[i] == stop).findFirst().orElseThrow();
        List<Integer> asked = new ArrayList<>();
        StopRule seventh = (tokens, count) -> {
            asked.add(count);
            assertEquals(story[count - 1], tokens[count - 1]);
            return count == 7;
        };
        int[] long_ = concat(new int[] {BOS}, Arrays.copyOf(story, 200));
        int[] full = IntStream.range(0, config.maxPositions() - 2)
                .map(i -> long_[i % 200])
                .toArray();
        List<GenerationRequest> requests = List.of(
                new GenerationRequest(new int[] {BOS}, 50, Sampling.GREEDY, Set.of(stop, 511), StopRule.NEVER),
                new GenerationRequest(new int[] {BOS}, 50, Sampling.GREEDY, Set.of(), seventh),
                greedy(new int[] {BOS}, 1),
                greedy(full, 50));
        try (GenerationEngine engine = open(GenerationSettings.DEFAULT.withMaxSequences(2))) {
            List<Completion> completions = engine.generate(requests);
            assertEquals(FinishReason.STOP_TOKEN, completions.get(0).reason());
            assertArrayEquals(Arrays.copyOf(story, at + 1), completions.get(0).tokens());
            assertArrayEquals(Arrays.copyOf(story, at), completions.get(0).tokensWithoutStop());
            assertEquals(FinishReason.STOP_RULE, completions.get(1).reason());
            assertArrayEquals(Arrays.copyOf(story, 7), completions.get(1).tokens());
            assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), asked);
            assertEquals(FinishReason.LENGTH, completions.get(2).reason());
            assertArrayEquals(Arrays.copyOf(story, 1), completions.get(2).tokensWithoutStop());
            assertEquals(FinishReason.LENGTH, completions.get(3).reason());
            assertEquals(2, completions.get(3).tokens().length);
        }
    }

    @Test
    void theListenerHearsOfEveryTokenAndEnd() {
        List<List<Integer>> heard = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Integer> ends = new ArrayList<>();
        GenerationListener listener = new GenerationListener() {
            @Override
            public void token(int request, int token, float logProb) {
                assertTrue(logProb <= 0 && logProb > -50);
                heard.get(request).add(token);
            }

            @Override
            public void finished(int request, Completion completion) {
                assertEquals(
                        heard.get(request),
                        Arrays.stream(completion.tokens()).boxed().toList());
                ends.add(request);
            }
        };
        try (GenerationEngine engine = open(GenerationSettings.DEFAULT.withMaxSequences(2))) {
            engine.generate(
                    List.of(greedy(new int[] {BOS}, 9), greedy(new int[] {BOS}, 3), greedy(new int[] {BOS}, 4)),
                    listener,
                    () -> false);
            assertEquals(List.of(1, 2, 0), ends);

            int[] passes = {0};
            ends.clear();
            engine.generate(
                    List.of(greedy(new int[] {BOS}, 9)),
                    (request, completion) -> ends.add(request),
                    () -> passes[0]++ == 4);
            assertEquals(List.of(), ends);
            assertEquals(5, passes[0]);
            engine.generate(List.of(), listener, () -> false);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (GenerationEngine engine = open(GenerationSettings.DEFAULT)) {
            assertEquals(
                    "prompt 1 has 512 tokens; of the model's 512 positions at least one must be left for a new "
                            + "token",
                    refusal(engine, new int[512]));
            assertEquals("prompt 1 has token 512; the model knows 0 to 511", refusal(engine, new int[] {3, 512}));
            assertEquals("prompt 1 has token -1; the model knows 0 to 511", refusal(engine, new int[] {-1}));
        }
        assertThrows(IllegalArgumentException.class, () -> greedy(new int[0], 1));
        assertThrows(IllegalArgumentException.class, () -> greedy(new int[] {BOS}, 0));
    }

    private static String refusal(GenerationEngine engine, int[] prompt) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> engine.generate(List.of(greedy(new int[] {BOS}, 1), greedy(prompt, 1))))
                .getMessage();
    }

    /** A row that another sequence has left, or nobody has written: whatever stands behind its length is not read. */
    @Test
    void whatIsLeftInTheCacheDoesNotMatter() {
        List<int[]> prompts = List.of(new int[] {BOS}, Arrays.copyOf(story, 9), Arrays.copyOf(story, 4));
        float[][] results = new float[2][];
        for (int garbage = 0; garbage < 2; garbage++) {
            try (DecodeSession session = new DecodeSession(config, parameters.tensors(), DataType.FLOAT, false, CPU);
                    KvCache cache = new KvCache(config, Device.CPU, DataType.FLOAT, 4, 24);
                    OwnedResources views = new OwnedResources();
                    Tensor logits = Tensor.zeros(DataType.FLOAT, 3, config.vocabSize())) {
                KvCache.Rows all = cache.view(0, 4, views);
                if (garbage == 1) {
                    Stream.concat(all.keys().stream(), all.values().stream())
                            .map(Tensor::floats)
                            .forEach(
                                    floats -> IntStream.range(0, floats.limit()).forEach(i -> floats.put(i, NaN)));
                }
                session.bind(cache.view(1, 3, views));
                session.bind(logits);
                session.run(prompts, new int[3]);
                session.run(List.of(new int[] {5}, new int[] {6}, new int[] {7}), new int[] {1, 9, 4});
                results[garbage] = new float[3 * config.vocabSize()];
                logits.floats().get(results[garbage]);
                assertTrue(Float.isNaN(all.keys().get(0).floats().get(0)) == (garbage == 1), "row 0 is not bound");
            }
        }
        assertArrayEquals(results[0], results[1]);
    }

    /** The same numbers in another layout: sums in another order, and nothing else. */
    @Test
    void fixedWeightsGiveTheSameButForRounding() {
        List<GenerationRequest> requests = List.of(greedy(new int[] {BOS}, 120), greedy(Arrays.copyOf(story, 9), 20));
        try (GenerationEngine engine = open(GenerationSettings.DEFAULT);
                GenerationEngine fixed =
                        GenerationEngine.ofFixed(config, parameters.tensors(), GenerationSettings.DEFAULT, CPU)) {
            List<Completion> expected = engine.generate(requests);
            List<Completion> found = fixed.generate(requests);
            for (int i = 0; i < requests.size(); i++) {
                assertArrayEquals(expected.get(i).tokens(), found.get(i).tokens());
                assertArrayEquals(expected.get(i).logProbs(), found.get(i).logProbs(), 1e-4f);
            }
        }
    }

    @Test
    void brokenWeightsAreNamed() {
        try (RandomModel model = new RandomModel(1, "{}");
                GenerationEngine engine =
                        new GenerationEngine(model.config, model.parameters, GenerationSettings.DEFAULT, CPU)) {
            model.parameters.get("model.norm.weight").floats().put(3, NaN);
            UserError error = assertThrows(UserError.class, () -> engine.generate(List.of(greedy(new int[] {BOS}, 3))));
            assertTrue(error.getMessage().startsWith("the model's output is not finite"), error.getMessage());
        }
    }
}
