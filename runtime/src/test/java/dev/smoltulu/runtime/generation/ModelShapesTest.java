package dev.smoltulu.runtime.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.scoring.ScoredGroup;
import dev.smoltulu.runtime.scoring.ScoredSequence;
import dev.smoltulu.runtime.scoring.ScoringSession;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decode graph, with its fused attention and cache, against the decoder that is trained. */
class ModelShapesTest {

    private static final SessionSettings CPU = SessionSettings.on(Device.CPU).withThreads(1);

    private static GenerationRequest request(int length, int seed) {
        int[] prompt = IntStream.range(0, length).map(i -> (seed + 7 * i) % 50).toArray();
        return new GenerationRequest(prompt, 96, Sampling.plain(seed), Set.of(), StopRule.NEVER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"attention_bias\": true, \"mlp_bias\": true, \"tie_word_embeddings\": false}",
                "{\"num_key_value_heads\": 1}",
                "{\"num_key_value_heads\": 4}",
                "{\"num_attention_heads\": 9, \"num_key_value_heads\": 3, \"head_dim\": 16, \"hidden_size\": 40}",
                "{\"head_dim\": 4}",
                "{\"head_dim\": 6}",
                "{\"head_dim\": 2}",
                "{\"rope_theta\": 100000.0, \"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 4.0, "
                        + "\"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 24}}"
            })
    void everyShapeGivesTheLogProbsOfScoring(String overrides) {
        List<GenerationRequest> requests = List.of(request(1, 1), request(30, 2), request(7, 3), request(95, 4));
        try (RandomModel model = new RandomModel(5, overrides);
                GenerationEngine engine = new GenerationEngine(
                        model.config, model.parameters, new GenerationSettings(3, 64, 1L << 30), CPU);
                ScoringSession scoring = new ScoringSession(model.config, model.parameters, 96, 96, CPU)) {
            List<Completion> completions = engine.generate(requests);
            for (int i = 0; i < requests.size(); i++) {
                int[] prompt = requests.get(i).prompt();
                Completion completion = completions.get(i);
                assertEquals(FinishReason.LENGTH, completion.reason());
                assertEquals(96 - prompt.length, completion.tokens().length);
                int[] all = IntStream.concat(Arrays.stream(prompt), Arrays.stream(completion.tokens()))
                        .toArray();
                float[] expected = scoring.score(
                                List.of(new ScoredGroup(List.of(new ScoredSequence(all, completion.tokens().length)))))
                        .get(0)
                        .get(0)
                        .logProbs();
                assertArrayEquals(expected, completion.logProbs(), 2e-4f, "request " + i);
                assertArrayEquals(expected, completion.samplingLogProbs(), 2e-4f, "request " + i);
            }
        }
    }

    @Test
    void newWeightsAreObeyedAtOnce() {
        List<GenerationRequest> requests = List.of(request(5, 1), request(9, 2));
        try (RandomModel model = new RandomModel(5, "{}");
                RandomModel other = new RandomModel(6, "{}");
                GenerationEngine engine =
                        new GenerationEngine(model.config, model.parameters, GenerationSettings.DEFAULT, CPU);
                GenerationEngine expected =
                        new GenerationEngine(other.config, other.parameters, GenerationSettings.DEFAULT, CPU)) {
            List<Completion> before = engine.generate(requests);
            model.fill(6);
            List<Completion> after = engine.generate(requests);
            model.fill(5);
            List<Completion> again = engine.generate(requests);
            for (int i = 0; i < requests.size(); i++) {
                assertArrayEquals(
                        expected.generate(requests).get(i).logProbs(),
                        after.get(i).logProbs());
                assertArrayEquals(before.get(i).logProbs(), again.get(i).logProbs());
                assertFalse(Arrays.equals(before.get(i).tokens(), after.get(i).tokens()));
            }
        }
    }
}
