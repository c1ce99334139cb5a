package dev.smoltulu.runtime.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.PolicyObjective.KlPenalty;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.batch.PackedTokens;
import dev.smoltulu.runtime.batch.PrefixTree;
import dev.smoltulu.runtime.training.Stories.Kind;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** GRPO's loss and gradients against PyTorch's, and what rollouts need of a training session. */
class GoldenPolicyTest {

    private static final double RELATIVE = 1e-4;
    /** The policies of the golden numbers, as factors of the model's weights. */
    private static final float POLICY = 1.01f;

    private static final float OLD_POLICY = 1.005f;

    private static Stories stories;
    private static JsonObject golden;
    private static List<int[]> responses;
    private static int promptLength;
    private static double[] advantages;

    @BeforeAll
    static void load() throws IOException {
        stories = Stories.load();
        golden = stories.golden("grpo");
        promptLength = golden.get("prompt_len").getAsInt();
        advantages = Stories.doubles(golden, "advantages");
        responses = new ArrayList<>();
        for (JsonElement row : golden.getAsJsonArray("responses")) {
            responses.add(row.getAsJsonArray().asList().stream()
                    .mapToInt(JsonElement::getAsInt)
                    .toArray());
        }
    }

    /** Whole, cut up, each sequence in a row of its own or all in one that has their beginning once. */
    @ParameterizedTest
    @CsvSource({"BOUND, 4, false", "BOUND, 1, false", "BOUND, 4, true", "ORT, 2, false"})
    void lossAndGradientsArePyTorchs(Kind kind, int microBatch, boolean shared) {
        PolicyObjective objective = grpo();
        Map<int[], float[]> old = logProbs(objective, OLD_POLICY);
        Map<int[], float[]> reference = logProbs(objective, 1);
        try (TrainingSession session = kind.open(spec(objective), scaled(POLICY))) {
            double loss = 0;
            for (int from = 0; from < responses.size(); from += microBatch) {
                List<int[]> group = responses.subList(from, from + microBatch);
                loss += session.accumulate(feeds(group, old, reference, shared));
            }
            assertEquals(golden.get("loss").getAsDouble(), loss, Math.abs(loss) * RELATIVE);
            Map<String, Double> norms = gradientNorms(session);
            assertEquals(golden.getAsJsonObject("grad_l2").keySet(), norms.keySet());
            golden.getAsJsonObject("grad_l2")
                    .asMap()
                    .forEach((name, norm) ->
                            assertEquals(norm.getAsDouble(), norms.get(name), norm.getAsDouble() * RELATIVE, name));
        }
    }

    /** Ratios of exactly 1: each token costs its advantage, and the divergence is exactly 0. */
    @ParameterizedTest
    @EnumSource
    void aPolicyStartsAsItsReference(Kind kind) {
        PolicyObjective objective = grpo();
        Map<int[], float[]> reference = logProbs(objective, 1);
        try (TrainingSession session = kind.open(spec(objective), scaled(1))) {
            double loss = 0;
            double expected = 0;
            for (int[] response : responses) {
                loss += session.accumulate(feeds(List.of(response), reference, reference, false));
                assertArrayEquals(reference.get(response), Arrays.copyOf(session.scores(), trained(response)));
                float weight = weight();
                expected -= trained(response) * weight * (float) advantages[responses.indexOf(response)];
            }
            assertEquals(expected, loss, 1e-7);
        }
    }

    /** What is trained is what evaluates, at once: no copy is made of the weights. */
    @Test
    void sessionsOnATrainingSessionsParametersSeeEveryUpdate() {
        PolicyObjective objective = grpo();
        Map<int[], float[]> reference = logProbs(objective, 1);
        TrainingSpec spec = spec(objective);
        try (BoundTrainingSession session = new BoundTrainingSession(spec, scaled(POLICY));
                EvaluationSession shared =
                        new EvaluationSession(spec.config(), spec.graphs(), session.parameters(), spec.settings())) {
            Map<String, HostTensor> feeds = feeds(responses, reference, reference, false);
            for (int step = 0; step < 2; step++) {
                session.accumulate(feeds);
                session.update(1e-3);
                float[] before = shared.scores();
                shared.evaluate(feeds);
                session.evaluate(feeds);
                assertArrayEquals(session.scores(), shared.scores());
                assertEquals(false, Arrays.equals(before, shared.scores()));
            }
        }
    }

    private static PolicyObjective grpo() {
        double clip = golden.get("clip").getAsDouble();
        return new PolicyObjective(
                1,
                clip,
                clip,
                Optional.of(new KlPenalty(KlEstimator.KL3, golden.get("beta").getAsDouble())),
                false);
    }

    private static TrainingSpec spec(PolicyObjective objective) {
        return new TrainingSpec(
                stories.config,
                new TrainingGraphs.Options(objective, 128, Stories.HEAD_CHUNKS, false),
                new AdamW(0.9, 0.999, 1e-8, 0),
                OptionalDouble.empty(),
                SessionSettings.on(Device.CPU).withThreads(1));
    }

    private static Stories.Snapshot scaled(float factor) {
        Map<String, float[]> values = new HashMap<>();
        stories.start.parameters().forEach((name, array) -> {
            float[] copy = array.clone();
            for (int i = 0; i < copy.length; i++) {
                copy[i] *= factor;
            }
            values.put(name, copy);
        });
        return new Stories.Snapshot(0, values, Map.of(), Map.of());
    }

    /** The trained tokens' log-probabilities by a frozen model of its own. */
    private static Map<int[], float[]> logProbs(PolicyObjective objective, float factor) {
        Map<int[], float[]> known = new HashMap<>();
        Stories.Snapshot weights = scaled(factor);
        TrainingSpec spec = spec(objective);
        try (ModelParameters parameters = ModelParameters.of(stories.config, weights::parameter);
                EvaluationSession session =
                        new EvaluationSession(spec.config(), spec.graphs(), parameters.tensors(), spec.settings())) {
            responses.forEach(response -> known.put(response, new float[trained(response)]));
            for (int[] response : responses) {
                session.evaluate(feeds(List.of(response), known, known, false));
                known.put(response, Arrays.copyOf(session.scores(), trained(response)));
            }
        }
        return known;
    }

    private static int trained(int[] response) {
        return response.length - promptLength;
    }

    private static float weight() {
        return 1f / responses.stream().mapToInt(GoldenPolicyTest::trained).sum();
    }

    private static Map<String, HostTensor> feeds(
            List<int[]> group, Map<int[], float[]> old, Map<int[], float[]> reference, boolean shared) {
        List<PrefixTree> trees = shared
                ? List.of(PrefixTree.of(group))
                : group.stream()
                        .map(response -> PrefixTree.of(List.of(response)))
                        .toList();
        PackedTokens tokens = PackedTokens.ofTrees(trees);
        int targets = group.stream().mapToInt(GoldenPolicyTest::trained).sum();
        int filled = (targets + Stories.HEAD_CHUNKS - 1) / Stories.HEAD_CHUNKS * Stories.HEAD_CHUNKS;
        long[] positions = new long[filled];
        long[] ids = new long[filled];
        float[] weights = new float[filled];
        float[] olds = new float[filled];
        float[] references = new float[filled];
        float[] gains = new float[filled];
        int target = 0;
        for (int i = 0; i < group.size(); i++) {
            int[] response = group.get(i);
            int start = tokens.starts()[shared ? 0 : i];
            int[] path = trees.get(shared ? 0 : i).paths().get(shared ? i : 0);
            for (int token = promptLength; token < response.length; token++, target++) {
                positions[target] = start + path[token - 1];
                ids[target] = response[token];
                weights[target] = weight();
                olds[target] = old.get(response)[token - promptLength];
                references[target] = reference.get(response)[token - promptLength];
                gains[target] = (float) advantages[responses.indexOf(response)];
            }
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>(tokens.feeds());
        feeds.put(TargetInputs.POSITIONS, new HostTensor.Longs(positions, filled));
        feeds.put(TargetInputs.IDS, new HostTensor.Longs(ids, filled));
        feeds.put(TargetInputs.WEIGHTS, new HostTensor.Floats(weights, filled));
        feeds.put(PolicyObjective.ON_POLICY, new HostTensor.Flag(false));
        feeds.put(PolicyObjective.OLD_LOG_PROBS, new HostTensor.Floats(olds, filled));
        feeds.put(PolicyObjective.REFERENCE_LOG_PROBS, new HostTensor.Floats(references, filled));
        feeds.put(PolicyObjective.ADVANTAGES, new HostTensor.Floats(gains, filled));
        return feeds;
    }

    /** ONNX Runtime hides its gradients, but the first step's first moments are a tenth of them. */
    private static Map<String, Double> gradientNorms(TrainingSession session) {
        Map<String, Double> norms = new HashMap<>();
        if (session instanceof BoundTrainingSession bound) {
            bound.forEachGradient((name, values) -> norms.put(name, norm(values)));
        } else {
            session.update(1e-3);
            stories.parameters.forEach(
                    parameter -> norms.put(parameter.name(), 10 * norm(session.firstMoment(parameter.name()))));
        }
        return norms;
    }

    private static double norm(FloatBuffer values) {
        float[] elements = Stories.floats(values);
        return Math.sqrt(IntStream.range(0, elements.length)
                .mapToDouble(i -> elements[i] * (double) elements[i])
                .sum());
    }
}
