package dev.smoltulu.trainer.rlvr;

import static dev.smoltulu.trainer.recipe.GrpoConfig.AdvantageNormalization.CENTERED;
import static dev.smoltulu.trainer.recipe.GrpoConfig.AdvantageNormalization.STANDARD;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.graphs.objective.PolicyObjective.KlPenalty;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.recipe.GrpoConfig;
import dev.smoltulu.trainer.rlvr.RlvrSteps.Learner.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GrpoTaskTest {

    private static final double RATE = 0.03;
    private static final double BETA = 0.1;
    private static final double CLIP = 0.2;
    private static final double CLIP_HIGHER = 0.3;
    private static final List<Rollout> ROLLOUTS = TinyRun.rollouts();
    private static final int TOKENS =
            ROLLOUTS.stream().mapToInt(Rollout::length).sum();

    private static GrpoTask task(Object... keysAndValues) {
        return new GrpoTask(TinyRun.config(GrpoConfig.class, keysAndValues), Optional.empty(), Optional.empty());
    }

    private static GrpoTask task(int epochs) {
        return task(
                "num_epochs",
                epochs,
                "num_mini_batches",
                1,
                "beta",
                BETA,
                "kl_estimator",
                "kl3",
                "cliprange",
                CLIP,
                "clip_higher",
                CLIP_HIGHER);
    }

    /** The rewards and advantages of PyTorch's golden numbers: mean 5, unbiased standard deviation sqrt(100 / 3). */
    @Test
    void rewardsOfAGroupAreStandardised() {
        assertArrayEquals(
                new double[] {0.8660254025, -0.8660254025, -0.8660254025, 0.8660254025},
                GrpoTask.groupRelative(new double[] {10, 0, 0, 10}, STANDARD),
                1e-9);
    }

    @Test
    void orOnlyCentered() {
        assertArrayEquals(
                new double[] {7.5, -2.5, -2.5, -2.5},
                GrpoTask.groupRelative(new double[] {10, 0, 0, 0}, CENTERED),
                1e-12);
    }

    @Test
    void equalRewardsAndGroupsOfOneHaveNoAdvantage() {
        assertArrayEquals(new double[] {0, 0, 0}, GrpoTask.groupRelative(new double[] {10, 10, 10}, STANDARD));
        assertArrayEquals(new double[] {0}, GrpoTask.groupRelative(new double[] {10}, STANDARD));
    }

    @Test
    void advantagesAreThoseOfTheRolloutsGroupInTheirOrder() {
        double half = Math.sqrt(0.5);
        assertArrayEquals(
                new double[] {half, 0, -half, 0},
                task(1).advantages(List.of(
                        TinyRun.rollout(0, 2, 10),
                        TinyRun.rollout(1, 1, 10),
                        TinyRun.rollout(0, 3, 0),
                        TinyRun.rollout(1, 2, 10))),
                1e-8);
    }

    @Test
    void thePenaltyIsPartOfTheLossWhereBetaIsNotZero() {
        assertEquals(
                Optional.of(new KlPenalty(KlEstimator.KL3, BETA)),
                task(1).objective().kl());
        assertEquals(Optional.empty(), task("beta", 0).objective().kl());
        assertTrue(task(1).objective().hasEntropies());
    }

    /** What a step was, and each rollout's log-probabilities after it. */
    private record Made(Outcome outcome, List<float[]> logProbs) {}

    private static Made learn(int epochs, int tokenBudget) {
        GrpoTask task = task(epochs);
        RunSetup setup = TinyRun.setup(task, tokenBudget);
        try (TrainingSession policy = TinyRun.policy(setup);
                GrpoTask.Learner learner = task.new Learner(TinyRun.open(policy), setup, TinyRun.reference())) {
            Outcome outcome = learner.learn(ROLLOUTS, 0, RATE, () -> false).orElseThrow();
            return new Made(outcome, TinyRun.logProbs(policy, task.objective(), ROLLOUTS));
        }
    }

    /** Log-probabilities of the rollouts under policy and reference before any update. */
    private static List<float[]> before;

    private static List<float[]> reference;
    /** Steps of one pass and of two. */
    private static Made first;

    private static Made both;

    @BeforeAll
    static void learn() {
        RunSetup setup = TinyRun.setup(task(1), 1000);
        try (TrainingSession policy = TinyRun.policy(setup);
                TrainingSession frozen = TinyRun.referencePolicy(setup)) {
            before = TinyRun.logProbs(policy, task(1).objective(), ROLLOUTS);
            reference = TinyRun.logProbs(frozen, task(1).objective(), ROLLOUTS);
        }
        first = learn(1, 1000);
        both = learn(2, 1000);
    }

    /** The mean over tokens of max(-A r, -A clip(r)) + beta (exp(-d) - 1 + d), and how many tokens are clipped. */
    private static double[] lossAndClipped(List<float[]> now) {
        double[] advantages = task(1).advantages(ROLLOUTS);
        double loss = 0;
        int clipped = 0;
        for (int i = 0; i < ROLLOUTS.size(); i++) {
            for (int t = 0; t < now.get(i).length; t++) {
                double ratio = Math.exp((double) now.get(i)[t] - before.get(i)[t]);
                double within = Math.max(1 - CLIP, Math.min(1 + CLIP_HIGHER, ratio));
                double d = (double) now.get(i)[t] - reference.get(i)[t];
                loss += Math.max(-advantages[i] * ratio, -advantages[i] * within) + BETA * (Math.exp(-d) - 1 + d);
                clipped += advantages[i] * ratio > advantages[i] * within ? 1 : 0;
            }
        }
        return new double[] {loss / TOKENS, clipped};
    }

    /** One pass, all rollouts in one mini-batch: r is 1. In one pass over the model or in several. */
    @Test
    void theFirstLossIsTheFormulaOnThePolicyAsItIs() {
        double expected = lossAndClipped(before)[0];
        for (Made made : List.of(first, learn(1, 12))) {
            assertEquals(expected, made.outcome().loss(), 1e-5);
            assertTrue(made.outcome().gradNorm() > 0.01);
            assertEquals(0, made.outcome().skipped());
            assertEquals(0, made.outcome().metrics().get("clip_fraction"));
        }
    }

    /** The second pass compares with the log-probabilities of the first. */
    @Test
    void laterPassesAreClippedAroundThePolicyOfTheFirst() {
        double[] second = lossAndClipped(first.logProbs());
        assertEquals((first.outcome().loss() + second[0]) / 2, both.outcome().loss(), 1e-5);
        assertTrue(second[1] > 0 && second[1] < TOKENS, second[1] + " tokens are clipped");
        assertEquals(second[1] / (2 * TOKENS), both.outcome().metrics().get("clip_fraction"), 1e-12);
    }

    @Test
    void metricsAreOfThePolicyBeforeItsUpdates() {
        Outcome outcome = both.outcome();
        double kl1 = 0;
        double kl3 = 0;
        double error = 0;
        double maxError = 0;
        for (int i = 0; i < ROLLOUTS.size(); i++) {
            for (int t = 0; t < before.get(i).length; t++) {
                double d = (double) before.get(i)[t] - reference.get(i)[t];
                kl1 += d;
                kl3 += Math.exp(-d) - 1 + d;
                error += Math.abs(before.get(i)[t]);
                maxError = Math.max(maxError, Math.abs(before.get(i)[t]));
            }
        }
        assertEquals(kl1 / ROLLOUTS.size(), outcome.metrics().get("kl"), 1e-5);
        assertEquals(kl3 / TOKENS, outcome.metrics().get("kl_per_token"), 1e-5);
        assertEquals(error / TOKENS, outcome.metrics().get("logprob_error"), 1e-5, "the engine's are all 0");
        assertEquals(maxError, outcome.metrics().get("logprob_error_max"), 1e-5);
        double entropy = outcome.metrics().get("entropy");
        assertTrue(entropy > 1 && entropy < Math.log(TinyRun.MODEL.vocabSize()), "entropy " + entropy);
        assertEquals(
                List.of("kl", "kl_per_token", "entropy", "clip_fraction", "logprob_error", "logprob_error_max"),
                List.copyOf(outcome.metrics().keySet()));
    }

    /** A stop before the first update leaves policy and gradients as they were. */
    @Test
    void aStopBeforeTheFirstUpdateChangesNothing() {
        GrpoTask task = task(2);
        RunSetup setup = TinyRun.setup(task, 12);
        Outcome expected = learn(2, 12).outcome();
        try (TrainingSession policy = TinyRun.policy(setup);
                GrpoTask.Learner learner = task.new Learner(TinyRun.open(policy), setup, TinyRun.reference())) {
            int last = polls(1);
            for (int stopAt : new int[] {1, 2, last - 1, last}) {
                AtomicInteger polls = new AtomicInteger();
                BooleanSupplier stop = () -> polls.incrementAndGet() >= stopAt;
                assertEquals(Optional.empty(), learner.learn(ROLLOUTS, 0, RATE, stop), "stop at poll " + stopAt);
            }
            assertEquals(expected, learner.learn(ROLLOUTS, 0, RATE, () -> false).orElseThrow());
        }
    }

    @Test
    void afterTheFirstUpdateAStepIsBroughtToItsEnd() {
        assertEquals(polls(1), polls(3));
    }

    /** How often a step of so many passes asks whether to stop. */
    private static int polls(int epochs) {
        GrpoTask task = task(epochs);
        RunSetup setup = TinyRun.setup(task, 12);
        AtomicInteger polls = new AtomicInteger();
        try (TrainingSession policy = TinyRun.policy(setup);
                GrpoTask.Learner learner = task.new Learner(TinyRun.open(policy), setup, TinyRun.reference())) {
            learner.learn(ROLLOUTS, 0, RATE, () -> polls.incrementAndGet() < 0);
        }
        return polls.get();
    }
}
