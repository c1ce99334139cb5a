package dev.smoltulu.runtime.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.scoring.ScoredGroup;
import dev.smoltulu.runtime.scoring.ScoredSequence;
import dev.smoltulu.runtime.scoring.ScoringSession;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            story = engine.generate(List.of(greedy(new int[] {BOS}, 200))).get(0).tokens();
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
                        .get(0).get(0).logProbs();
                assertArrayEquals(expected, completion.logProbs(), 1e-4f);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1024", "3, 1024", "64, 1024", "64, 7", "16, 100"})
    void companyChangesNothing(int slots, int prefillTokens) {
        List<GenerationRequest> requests = mixed();
        try (GenerationEngine engine = open(new GenerationSettings(slots, prefillTokens, 1L << 30))) {
            List<Completion> together = engine.generate(requests);
            for (int i = 0; i < requests.size(); i++) {
                Completion alone = engine.generate(List.of(requests.get(i))).get(0);
                assertArrayEquals(alone.tokens(), together.get(i).tokens(), "request " + i);
                assertArrayEquals(alone.logProbs(), together.get(i).logProbs(), 1e-4f, "request " + i);
            }
        }
    }
}
