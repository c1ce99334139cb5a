package dev.smoltulu.graphs.artifacts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.graphs.artifacts.TrainingGraphs.Options;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Interpreter;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.llama.TinyLlama;
import dev.smoltulu.graphs.llama.TokenRows;
import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.graphs.objective.LogitsGraph;
import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.PolicyObjective.KlPenalty;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.graphs.objective.ValueObjective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The losses of GRPO and PPO: their values by hand and their gradients in double precision. */
class PolicyGradientsTest {

    private static final double LOW = 0.2;
    private static final double HIGH = 0.3;
    private static final double BETA = 0.75;
    /** New probability over old: clipped on either side, or free; with an advantage of either sign each. */
    private static final double[] RATIOS = {0.5, 0.6, 0.9, 0.95, 1.2, 1.25, 1.5, 2.5, 0.75, 1.4, 1};

    private static final double[] ADVANTAGES = {1.5, -2, 0.5, -0.75, 2, -1, 0.25, -1.25, 0, 1, -0.5};
    /** Log-probabilities less the reference's; two beyond the bound. */
    private static final double[] DIFFERENCES = {-50, 0.01, -0.4, 0.6, 1.5, -1, 45, 0.2, -0.05, 0, 0.3};

    private static final double[] WEIGHTS = {0.25, 0.5, 1, 0.125, 0.25, 0.75, 0.5, 0.25, 1, 0.5, 0.25};
    private static final int TARGETS = RATIOS.length;
    private static final LlamaConfig POLICY = TinyLlama.config(true, true);

    @ParameterizedTest(name = "{0}, temperature {1}, {2} chunks, checkpointing {3}")
    @CsvSource({"KL1, 1, 1, false", "KL2, 0.7, 2, true", "KL3, 1, 3, false", "KL4, 1.5, 1, true", ", 0.7, 4, false"})
    void policyLossesAreTheFormulasAndTheirDerivatives(
            KlEstimator estimator, double temperature, int chunks, boolean checkpointing) {
        Optional<KlPenalty> kl = Optional.ofNullable(estimator).map(known -> new KlPenalty(known, BETA));
        Options options = new Options(new PolicyObjective(temperature, LOW, HIGH, kl, false), 8, chunks, checkpointing);
        Map<String, Tensor> feeds = policyFeeds(options, chunks);
        double loss = 0;
        for (int i = 0; i < TARGETS; i++) {
            double clipped = Math.min(Math.max(RATIOS[i], 1 - LOW), 1 + HIGH);
            double token = Math.max(-ADVANTAGES[i] * RATIOS[i], -ADVANTAGES[i] * clipped);
            double d = Math.min(Math.max(DIFFERENCES[i], -40), 40);
            token += estimator == null
                    ? 0
                    : BETA
                            * switch (estimator) {
                                case KL1 -> d;
                                case KL2 -> d * d / 2;
                                case KL3 -> Math.exp(-d) - 1 + d;
                                case KL4 -> RATIOS[i] * d;
                            };
            loss += WEIGHTS[i] * token;
        }
        double actual = Interpreter.run(TrainingGraphs.evaluation(POLICY, options), feeds)
                .get(TrainingGraphs.LOSS)
                .item();
        assertEquals(loss, actual, 1e-9 * Math.abs(loss));
        if (estimator == KlEstimator.KL2 || estimator == KlEstimator.KL3) {
            // Two constants as large as these would drown the rest of the sum in the differences.
            feeds.get(TargetInputs.WEIGHTS).data()[0] = 0;
            feeds.get(TargetInputs.WEIGHTS).data()[6] = 0;
        }
        ObjectiveGradients.check(POLICY, options, feeds);
    }

    /** On the policy every ratio is 1 whatever is fed as old, and the gradient is that of the fed log-probabilities. */
    @Test
    void theOldPolicyMayBeTheNewOne() {
        Options options = new Options(
                new PolicyObjective(0.7, LOW, HIGH, Optional.of(new KlPenalty(KlEstimator.KL3, BETA)), false),
                8,
                1,
                false);
        Map<String, Tensor> feeds = policyFeeds(options, 1);
        double[] scores = Interpreter.run(TrainingGraphs.evaluation(POLICY, options), feeds)
                .get(TrainingGraphs.SCORES)
                .data();
        feeds.put(PolicyObjective.OLD_LOG_PROBS, Tensor.vector(scores));
        feeds.put(PolicyObjective.REFERENCE_LOG_PROBS, Tensor.vector(scores));
        Map<String, Tensor> fed = SftFeeds.buffers(POLICY);
        double loss = step(options, feeds, fed);
        double expected = 0;
        for (int i = 0; i < TARGETS; i++) {
            expected -= WEIGHTS[i] * ADVANTAGES[i];
        }
        assertEquals(expected, loss, 1e-12);
        feeds.put(PolicyObjective.ON_POLICY, Tensor.vector(1));
        feeds.put(PolicyObjective.OLD_LOG_PROBS, Tensor.zeros(TARGETS));
        Map<String, Tensor> own = SftFeeds.buffers(POLICY);
        assertEquals(loss, step(options, feeds, own), 0);
        fed.forEach((name, gradient) ->
                assertArrayEquals(gradient.data(), own.get(name).data(), name));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void scoresAndEntropiesAreThoseOfTheTemperedLogits(int chunks) {
        double temperature = 0.7;
        Options options =
                new Options(new PolicyObjective(temperature, LOW, HIGH, Optional.empty(), true), 8, chunks, false);
        Map<String, Tensor> feeds = policyFeeds(options, chunks);
        Map<String, Tensor> evaluated = Interpreter.run(TrainingGraphs.evaluation(POLICY, options), feeds);
        Map<String, Tensor> trained =
                SftFeeds.step(TrainingGraphs.training(POLICY, options), feeds, SftFeeds.buffers(POLICY), true);
        int target = 0;
        for (int s = 0; s < SftFeeds.SEQUENCES.size(); s++) {
            int[] sequence = SftFeeds.SEQUENCES.get(s);
            Map<String, Tensor> alone =
                    new LinkedHashMap<>(TokenRows.packed(List.of(sequence)).feeds());
            alone.putAll(TinyLlama.parameters(POLICY, 17));
            Tensor logits = Interpreter.run(LogitsGraph.of(POLICY, 8), alone).get(LogitsGraph.LOGITS);
            for (int i = 0; i + 1 < sequence.length; i++, target++) {
                double[] row = Arrays.copyOfRange(logits.data(), i * logits.dim(1), (i + 1) * logits.dim(1));
                double total = Math.log(
                        Arrays.stream(row).map(z -> Math.exp(z / temperature)).sum());
                double entropy = -Arrays.stream(row)
                        .map(z -> z / temperature - total)
                        .map(logProb -> Math.exp(logProb) * logProb)
                        .sum();
                assertEquals(
                        row[sequence[i + 1]] / temperature - total,
                        evaluated.get(TrainingGraphs.SCORES).data()[target],
                        2e-6);
                assertEquals(entropy, evaluated.get(TrainingGraphs.ENTROPIES).data()[target], 2e-6);
            }
        }
        assertEquals(TARGETS, target);
        assertArrayEquals(
                evaluated.get(TrainingGraphs.ENTROPIES).data(),
                trained.get(TrainingGraphs.ENTROPIES).data());
    }

    /** Values that moved too far up or down, on either side of the return, and one that is free. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void valueLossesAreTheFormulasAndTheirDerivatives(boolean checkpointing) {
        LlamaConfig config = TinyLlama.config(false, true).asRewardModel(3);
        Options options = new Options(new ValueObjective(0.2), 8, 1, checkpointing);
        Map<String, Tensor> feeds = feeds(config, 1);
        feeds.remove(TargetInputs.IDS);
        double[] moves = {0.5, 0.5, -0.5, -0.5, 0.1, -0.1, 0.3, -0.3, 0.05, 0.15, -0.25};
        double[] misses = {1, -1, 1, -1, 0.5, -0.5, 0.1, -0.1, 2, -2, 0.125};
        feeds.put(ValueObjective.OLD_VALUES, Tensor.zeros(TARGETS));
        feeds.put(ValueObjective.RETURNS, Tensor.zeros(TARGETS));
        double[] values = Interpreter.run(TrainingGraphs.evaluation(config, options), feeds)
                .get(TrainingGraphs.SCORES)
                .data();
        double loss = 0;
        for (int i = 0; i < TARGETS; i++) {
            double old = values[i] - moves[i];
            double target = values[i] - misses[i];
            feeds.get(ValueObjective.OLD_VALUES).data()[i] = old;
            feeds.get(ValueObjective.RETURNS).data()[i] = target;
            double clipped = Math.min(Math.max(values[i], old - 0.2), old + 0.2);
            loss += WEIGHTS[i] * Math.max(Math.pow(values[i] - target, 2), Math.pow(clipped - target, 2)) / 2;
        }
        assertEquals(
                loss,
                Interpreter.run(TrainingGraphs.evaluation(config, options), feeds)
                        .get(TrainingGraphs.LOSS)
                        .item(),
                1e-12);
        ObjectiveGradients.check(config, options, feeds);
    }

    private static double step(Options options, Map<String, Tensor> feeds, Map<String, Tensor> buffers) {
        return SftFeeds.step(TrainingGraphs.training(POLICY, options), feeds, buffers, true)
                .get(TrainingGraphs.LOSS)
                .item();
    }

    /** Old and reference log-probabilities as {@link #RATIOS} and {@link #DIFFERENCES} want them. */
    private static Map<String, Tensor> policyFeeds(Options options, int chunks) {
        Map<String, Tensor> feeds = feeds(POLICY, chunks);
        int targets = feeds.get(TargetInputs.IDS).data().length;
        feeds.put(PolicyObjective.ON_POLICY, Tensor.vector(0));
        feeds.put(PolicyObjective.ADVANTAGES, Tensor.vector(Arrays.copyOf(ADVANTAGES, targets)));
        feeds.put(PolicyObjective.OLD_LOG_PROBS, Tensor.zeros(targets));
        feeds.put(PolicyObjective.REFERENCE_LOG_PROBS, Tensor.zeros(targets));
        double[] scores = Interpreter.run(TrainingGraphs.evaluation(POLICY, options), feeds)
                .get(TrainingGraphs.SCORES)
                .data();
        for (int i = 0; i < TARGETS; i++) {
            feeds.get(PolicyObjective.OLD_LOG_PROBS).data()[i] = scores[i] - Math.log(RATIOS[i]);
            feeds.get(PolicyObjective.REFERENCE_LOG_PROBS).data()[i] = scores[i] - DIFFERENCES[i];
        }
        return feeds;
    }

    /** The four sequences, the first two of which share their beginning; every token after the first is trained. */
    private static Map<String, Tensor> feeds(LlamaConfig config, int chunks) {
        TokenRows rows = TokenRows.pairs(SftFeeds.SEQUENCES);
        List<int[]> targets = new ArrayList<>();
        for (int s = 0; s < SftFeeds.SEQUENCES.size(); s++) {
            int[] sequence = SftFeeds.SEQUENCES.get(s);
            for (int i = 0; i + 1 < sequence.length; i++) {
                targets.add(new int[] {rows.rows()[s][i], sequence[i + 1]});
            }
        }
        while (targets.size() % chunks != 0) {
            targets.add(new int[2]);
        }
        Map<String, Tensor> feeds = new LinkedHashMap<>(rows.feeds());
        feeds.putAll(TinyLlama.parameters(config, 17));
        feeds.put(
                TargetInputs.POSITIONS,
                Tensor.integers(targets.stream().mapToInt(row -> row[0]).toArray()));
        feeds.put(
                TargetInputs.IDS,
                Tensor.integers(targets.stream().mapToInt(row -> row[1]).toArray()));
        feeds.put(TargetInputs.WEIGHTS, Tensor.vector(Arrays.copyOf(WEIGHTS, targets.size())));
        return feeds;
    }
}
