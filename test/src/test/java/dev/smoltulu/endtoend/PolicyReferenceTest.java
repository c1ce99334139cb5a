package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.PolicyObjective.KlPenalty;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.batch.PackedTokens;
import dev.smoltulu.runtime.batch.PrefixTree;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.TrainingSpec;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.trainer.checkpoint.InitialModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The loss and gradients of GRPO on arbitrary ids against a forward pass in double precision. */
final class PolicyReferenceTest {

    private static final double TEMPERATURE = 0.8;
    private static final double LOW = 0.2;
    private static final double HIGH = 0.272;
    private static final double BETA = 0.1;
    private static final int PROMPT = 4;

    /** What a policy once drew. */
    private record Response(int[] ids, double advantage, double[] old, double[] reference) {

        int length() {
            return ids.length - PROMPT;
        }
    }

    @Test
    void lossAndGradientsAreThoseOfTheFormulas() {
        Path model = SharedFolder.resolve("models/stories260K");
        Map<String, float[]> weights =
                HandReadTensors.of(model.resolve("model.safetensors")).allFloats();
        ReferenceLlama llama = new ReferenceLlama(Json.read(model.resolve("config.json")), weights);
        List<Response> responses = responses(llama);
        double expected = loss(responses, llama);
        LlamaConfig config = LlamaConfig.read(model);
        PolicyObjective objective =
                new PolicyObjective(TEMPERATURE, LOW, HIGH, Optional.of(new KlPenalty(KlEstimator.KL3, BETA)), false);
        TrainingSpec spec = new TrainingSpec(
                config,
                new TrainingGraphs.Options(objective, 32, 1, false),
                new AdamW(0.9, 0.999, 1e-8, 0),
                OptionalDouble.empty(),
                SessionSettings.on(Device.CPU));
        Map<String, float[]> gradient = new LinkedHashMap<>();
        try (InitialModel initial = InitialModel.pretrained(model, config);
                BoundTrainingSession session = new BoundTrainingSession(spec, initial)) {
            assertEquals(expected, session.accumulate(feeds(responses)), 1e-5 * Math.abs(expected));
            session.forEachGradient((name, values) -> {
                float[] copy = new float[values.remaining()];
                values.get(copy);
                gradient.put(name, copy);
            });
        }
        assertEquals(weights.keySet(), gradient.keySet());
        gradient.forEach((name, values) -> {
            double length = Math.sqrt(squares(values));
            double slope = llama.slope(Map.of(name, values), 1e-5 / length, policy -> loss(responses, policy));
            assertEquals(length, slope / length, 1e-4 * length, name);
        });
    }

    /** Two prompts of two responses each; the policies that drew them and that they are held to are others. */
    private static List<Response> responses(ReferenceLlama llama) {
        SplittableRandom random = new SplittableRandom(20250117);
        List<Response> responses = new ArrayList<>();
        for (int[] lengths : new int[][] {{12, 7}, {5, 9}}) {
            int[] prompt = random.ints(PROMPT, 3, 512).toArray();
            for (int i = 0; i < 2; i++) {
                int[] ids = Arrays.copyOf(prompt, PROMPT + lengths[i]);
                Arrays.setAll(ids, at -> at < PROMPT ? ids[at] : random.nextInt(3, 512));
                double[] now = llama.logProbs(ids, PROMPT, TEMPERATURE);
                responses.add(new Response(ids, i == 0 ? 0.7 : -1.3, moved(now, 0.4, random), moved(now, 0.2, random)));
            }
        }
        List<Double> ratios = responses.stream()
                .flatMap(response -> Arrays.stream(ratios(response, llama)).boxed())
                .toList();
        assertTrue(
                ratios.stream().anyMatch(ratio -> ratio < 1 - LOW)
                        && ratios.stream().anyMatch(ratio -> ratio > 1 + HIGH),
                ratios.toString());
        return responses;
    }

    private static double[] moved(double[] logProbs, double most, SplittableRandom random) {
        // Floats, as the graph takes them.
        return Arrays.stream(logProbs)
                .map(logProb -> (float) (logProb + random.nextDouble(-most, most)))
                .toArray();
    }

    private static double[] ratios(Response response, ReferenceLlama llama) {
        double[] ratios = llama.logProbs(response.ids(), PROMPT, TEMPERATURE);
        Arrays.setAll(ratios, i -> Math.exp(ratios[i] - response.old()[i]));
        return ratios;
    }

    private static double loss(List<Response> responses, ReferenceLlama llama) {
        double loss = 0;
        for (Response response : responses) {
            double[] now = llama.logProbs(response.ids(), PROMPT, TEMPERATURE);
            for (int i = 0; i < now.length; i++) {
                double ratio = Math.exp(now[i] - response.old()[i]);
                double clipped = Math.min(Math.max(ratio, 1 - LOW), 1 + HIGH);
                double difference = now[i] - response.reference()[i];
                loss += Math.max(-response.advantage() * ratio, -response.advantage() * clipped)
                        + BETA * (Math.expm1(-difference) + difference);
            }
        }
        return loss / responses.stream().mapToInt(Response::length).sum();
    }

    /** Both responses to a prompt in one row, which has the prompt once. */
    private static Map<String, HostTensor> feeds(List<Response> responses) {
        List<PrefixTree> trees = List.of(tree(responses.subList(0, 2)), tree(responses.subList(2, 4)));
        PackedTokens tokens = PackedTokens.ofTrees(trees);
        int targets = responses.stream().mapToInt(Response::length).sum();
        long[] positions = new long[targets];
        long[] ids = new long[targets];
        float[] weights = new float[targets];
        float[] advantages = new float[targets];
        float[] old = new float[targets];
        float[] reference = new float[targets];
        int target = 0;
        for (int i = 0; i < responses.size(); i++) {
            Response response = responses.get(i);
            int[] path = trees.get(i / 2).paths().get(i % 2);
            for (int token = 0; token < response.length(); token++, target++) {
                positions[target] = tokens.starts()[i / 2] + path[PROMPT + token - 1];
                ids[target] = response.ids()[PROMPT + token];
                weights[target] = 1f / targets;
                advantages[target] = (float) response.advantage();
                old[target] = (float) response.old()[token];
                reference[target] = (float) response.reference()[token];
            }
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>(tokens.feeds());
        feeds.put(TargetInputs.POSITIONS, new HostTensor.Longs(positions, targets));
        feeds.put(TargetInputs.IDS, new HostTensor.Longs(ids, targets));
        feeds.put(TargetInputs.WEIGHTS, new HostTensor.Floats(weights, targets));
        feeds.put(PolicyObjective.ON_POLICY, new HostTensor.Flag(false));
        feeds.put(PolicyObjective.ADVANTAGES, new HostTensor.Floats(advantages, targets));
        feeds.put(PolicyObjective.OLD_LOG_PROBS, new HostTensor.Floats(old, targets));
        feeds.put(PolicyObjective.REFERENCE_LOG_PROBS, new HostTensor.Floats(reference, targets));
        return feeds;
    }

    private static PrefixTree tree(List<Response> group) {
        return PrefixTree.of(group.stream().map(Response::ids).toList());
    }

    private static double squares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }
}
