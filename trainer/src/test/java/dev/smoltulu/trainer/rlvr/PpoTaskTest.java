package dev.smoltulu.trainer.rlvr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.checkpoint.InitialModel;
import dev.smoltulu.trainer.checkpoint.ModelFiles;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.recipe.PpoConfig;
import dev.smoltulu.trainer.rlvr.RlvrSteps.Learner.Outcome;
import dev.smoltulu.trainer.rlvr.Rollout.Scored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PpoTaskTest {

    private static final double RATE = 0.03;
    private static final double BETA = 0.2;
    private static final double CLIP = 0.2;
    private static final double VALUE_CLIP = 0.15;
    private static final double GAMMA = 0.9;
    private static final double LAMBDA = 0.8;
    private static final int RESPONSE_LENGTH = 6;
    private static final List<Rollout> ROLLOUTS = TinyRun.rollouts();
    private static final int TOKENS =
            ROLLOUTS.stream().mapToInt(Rollout::length).sum();

    @TempDir
    private static Path temp;

    private static Scored scored(Rollout rollout, float[] logProbs, float[] reference) {
        return new Scored(rollout, logProbs, new float[logProbs.length], reference);
    }

    @Test
    void theRewardComesAfterTheLastTokenWhereThereIsAPlace() {
        Scored scored = scored(TinyRun.rollout(0, 3, 10), new float[] {-1, -2, -3}, new float[] {-1.5f, -2, -1});
        assertArrayEquals(new double[] {-0.25, 0, 1, 10}, PpoTask.tokenRewards(scored, 4, KlEstimator.KL1, 0.5), 1e-9);
    }

    @Test
    void andAtTheLastTokenWhereThereIsNone() {
        Scored scored = scored(TinyRun.rollout(0, 4, -10), new float[] {-1, -2, -3, -1}, new float[] {-1, -2, -3, -2});
        assertArrayEquals(new double[] {0, 0, 0, -10.5}, PpoTask.tokenRewards(scored, 4, KlEstimator.KL1, 0.5), 1e-9);
    }

    @Test
    void theOtherEstimatorsOfTheKlPenalty() {
        Scored scored = scored(TinyRun.rollout(0, 2, 10), new float[] {-1, -2}, new float[] {-2, -2});
        assertArrayEquals(new double[] {-0.25, 0, 10}, PpoTask.tokenRewards(scored, 3, KlEstimator.KL2, 0.5), 1e-9);
        assertArrayEquals(
                new double[] {-0.5 * Math.exp(-1), 0, 10}, PpoTask.tokenRewards(scored, 3, KlEstimator.KL3, 0.5), 1e-9);
    }

    /**
     * By hand, gamma 0.9 and lambda 0.5, rewards (0, -1, 10), values (1, 2, 4): deltas are 0 + 0.9 * 2 - 1 = 0.8,
     * -1 + 0.9 * 4 - 2 = 0.6 and 10 - 4 = 6; advantages, from the last: 6, 0.6 + 0.45 * 6 = 3.3 and 0.8 + 0.45 * 3.3.
     */
    @Test
    void advantagesAreEstimatedFromTheEnd() {
        assertArrayEquals(
                new double[] {2.285, 3.3, 6},
                PpoTask.gae(new double[] {0, -1, 10}, new float[] {1, 2, 4}, 0.9, 0.5),
                1e-12);
    }

    /** With lambda and gamma 1 they are what is still to come, less the value. */
    @Test
    void lambdaOneIsTheWholeReturn() {
        assertArrayEquals(
                new double[] {8, 7, 6}, PpoTask.gae(new double[] {0, -1, 10}, new float[] {1, 2, 4}, 1, 1), 1e-12);
    }

    /** The sum that the paper defines them by: A_t = sum over l of (gamma lambda)^l delta_{t+l}. */
    private static double[] gaeByDefinition(double[] rewards, float[] values) {
        return IntStream.range(0, rewards.length)
                .mapToDouble(t -> {
                    double advantage = 0;
                    for (int l = 0; t + l < rewards.length; l++) {
                        double nextValue = t + l + 1 < values.length ? values[t + l + 1] : 0;
                        double delta = rewards[t + l] + GAMMA * nextValue - values[t + l];
                        advantage += Math.pow(GAMMA * LAMBDA, l) * delta;
                    }
                    return advantage;
                })
                .toArray();
    }

    @Test
    void gaeIsTheSumOfItsDefinition() {
        SplittableRandom random = new SplittableRandom(5);
        for (int length = 1; length < 40; length++) {
            double[] rewards = random.doubles(length, -3, 3).toArray();
            float[] values = new float[length];
            for (int t = 0; t < length; t++) {
                values[t] = (float) random.nextDouble(-3, 3);
            }
            assertArrayEquals(gaeByDefinition(rewards, values), PpoTask.gae(rewards, values, GAMMA, LAMBDA), 1e-12);
        }
    }

    /** 1, 2, 3 and 6: mean 3, unbiased variance 14 / 3. */
    @Test
    void whiteningCountsAllRowsTogether() {
        List<double[]> whitened = PpoTask.whiten(List.of(new double[] {1, 2, 3}, new double[] {6}), false);
        double deviation = Math.sqrt(14.0 / 3);
        assertArrayEquals(new double[] {-2 / deviation, -1 / deviation, 0}, whitened.get(0), 1e-8);
        assertArrayEquals(new double[] {3 / deviation}, whitened.get(1), 1e-8);
        assertEquals(
                3,
                whitened.stream()
                        .flatMapToDouble(DoubleStream::of)
                        .map(x -> x * x)
                        .sum(),
                1e-7,
                "variance 1");
    }

    @Test
    void whiteningMayKeepTheMean() {
        List<double[]> whitened = PpoTask.whiten(List.of(new double[] {1, 2, 3}, new double[] {6}), true);
        assertEquals(3, whitened.get(0)[2], 1e-8);
        assertEquals(3 + 3 / Math.sqrt(14.0 / 3), whitened.get(1)[0], 1e-8);
    }

    @Test
    void oneNumberIsLeftAlone() {
        assertEquals(4, PpoTask.whiten(List.of(new double[] {4}), false).get(0)[0]);
    }

    private static PpoTask task(Path valueFolder, Object... further) {
        List<Object> all = new ArrayList<>(List.of(
                "algorithm",
                "ppo",
                "value_model",
                "unused",
                "num_mini_batches",
                1,
                "beta",
                BETA,
                "kl_estimator",
                "kl2",
                "cliprange",
                CLIP,
                "cliprange_value",
                VALUE_CLIP,
                "gamma",
                GAMMA,
                "lam",
                LAMBDA,
                "vf_coef",
                0.5,
                "learning_rate",
                RATE,
                "response_length",
                RESPONSE_LENGTH));
        all.addAll(List.of(further));
        return new PpoTask(
                TinyRun.config(PpoConfig.class, all.toArray()), Optional.empty(), valueFolder, Optional.empty());
    }

    /**
     * No divergence, gamma and lambda 1: with values 1, 2 and 4 at the places of a response of two tokens the returns are
     * all 10 and the advantages 9 and 8; with values 0 and reward 0 another response has 0. Whitened over the three
     * tokens, not over the places after them: mean 17 / 3, unbiased variance ((10 / 3)^2 + (7 / 3)^2 + (17 / 3)^2) / 2.
     */
    @Test
    void returnsAreOfAllPlacesAndAdvantagesOfTokens() {
        List<PpoTask.Episode> episodes = task(temp, "gamma", 1, "lam", 1)
                .episodes(
                        List.of(
                                scored(TinyRun.rollout(0, 2, 10), new float[2], new float[2]),
                                scored(TinyRun.rollout(1, 1, 0), new float[1], new float[1])),
                        List.of(new float[] {1, 2, 4}, new float[2]));
        assertArrayEquals(new double[] {10, 10, 10}, episodes.get(0).returns(), 1e-12);
        assertArrayEquals(new double[] {0, 0}, episodes.get(1).returns(), 1e-12);
        double deviation = Math.sqrt((100.0 + 49 + 289) / 18);
        assertArrayEquals(
                new double[] {10 / 3.0 / deviation, 7 / 3.0 / deviation},
                episodes.get(0).advantages(),
                1e-8);
        assertArrayEquals(new double[] {-17 / 3.0 / deviation}, episodes.get(1).advantages(), 1e-8);
    }

    /** Rewards 0, 0, 10 and 0, 0: mean 2, unbiased variance 20. */
    @Test
    void whitenedRewardsKeepTheirMean() {
        List<PpoTask.Episode> episodes = task(temp, "gamma", 1, "lam", 1, "whiten_rewards", true)
                .episodes(
                        List.of(
                                scored(TinyRun.rollout(0, 2, 10), new float[2], new float[2]),
                                scored(TinyRun.rollout(1, 1, 0), new float[1], new float[1])),
                        List.of(new float[3], new float[2]));
        double low = 2 - 2 / Math.sqrt(20);
        double high = 2 + 8 / Math.sqrt(20);
        assertArrayEquals(
                new double[] {2 * low + high, low + high, high}, episodes.get(0).returns(), 1e-7);
        assertArrayEquals(new double[] {2 * low, low}, episodes.get(1).returns(), 1e-7);
    }

    /** A reward model with random weights. */
    private static Path valueFolder;

    private static Expected expected;
    /** Steps of one pass and of two. */
    private static Made first;

    private static Made both;

    @BeforeAll
    static void learn() throws IOException {
        valueFolder = Files.createDirectory(temp.resolve("reward-model"));
        LlamaConfig config = TinyRun.MODEL.asRewardModel(0);
        PpoTask task = task(valueFolder);
        RunSetup setup = TinyRun.setup(task, 1000);
        try (TrainingSession session =
                new BoundTrainingSession(setup.spec(config, task.valueObjective()), InitialModel.random(config, 7))) {
            new ModelFiles(config, valueFolder).write(valueFolder, session);
        }
        expected = new Expected();
        first = learn(1, 1000);
        both = learn(2, 1000);
    }

    /** What a step was, and log-probabilities and values after it. */
    private record Made(Outcome outcome, List<float[]> logProbs, List<float[]> values) {}

    private static Made learn(int epochs, int tokenBudget) throws IOException {
        PpoTask task = task(valueFolder, "num_epochs", epochs);
        RunSetup setup = TinyRun.setup(task, tokenBudget);
        try (TrainingSession policy = TinyRun.policy(setup);
                PpoTask.Learner learner = task.new Learner(TinyRun.open(policy), setup, TinyRun.reference(), value())) {
            Outcome outcome = learner.learn(ROLLOUTS, 0, RATE, () -> false).orElseThrow();
            Path folder = Files.createTempDirectory(temp, "finished");
            learner.finish(folder);
            return new Made(
                    outcome,
                    TinyRun.logProbs(policy, task.objective(), ROLLOUTS),
                    values(folder.resolve("value_model")));
        }
    }

    private static ValueModel.Source value() {
        return ValueModel.Source.of(valueFolder, TinyRun.MODEL);
    }

    /** Values at every place by the model in a folder, each rollout in a pass of its own. */
    private static List<float[]> values(Path folder) {
        PpoTask task = task(folder);
        try (ValueModel model = new ValueModel(
                task, TinyRun.setup(task, 1000), ValueModel.Source.of(folder, TinyRun.MODEL), Optional.empty())) {
            return ROLLOUTS.stream()
                    .map(rollout -> model.values(List.of(rollout)).get(0))
                    .toList();
        }
    }

    private static List<float[]> logProbs(boolean ofReference) {
        PpoTask task = task(valueFolder);
        RunSetup setup = TinyRun.setup(task, 1000);
        try (TrainingSession session = ofReference ? TinyRun.referencePolicy(setup) : TinyRun.policy(setup)) {
            return TinyRun.logProbs(session, task.objective(), ROLLOUTS);
        }
    }

    /** Everything that PPO makes of the rollouts, in plain loops and double precision. */
    private static final class Expected {

        final List<float[]> old = logProbs(false);
        final List<float[]> oldValues = values(valueFolder);
        final List<double[]> advantages = new ArrayList<>();
        final List<double[]> returns = new ArrayList<>();

        Expected() {
            List<float[]> reference = logProbs(true);
            for (int i = 0; i < ROLLOUTS.size(); i++) {
                int length = ROLLOUTS.get(i).length();
                int places = Math.min(RESPONSE_LENGTH, length + 1);
                double[] rewards = new double[places];
                for (int t = 0; t < length; t++) {
                    double d = (double) old.get(i)[t] - reference.get(i)[t];
                    rewards[t] = -BETA * d * d / 2;
                }
                rewards[places - 1] += ROLLOUTS.get(i).reward();
                assertEquals(places, oldValues.get(i).length);
                double[] gae = gaeByDefinition(rewards, oldValues.get(i));
                double[] sums = gae.clone();
                for (int t = 0; t < places; t++) {
                    sums[t] += oldValues.get(i)[t];
                }
                returns.add(sums);
                advantages.add(DoubleStream.of(gae).limit(length).toArray());
            }
            double mean = advantages.stream().flatMapToDouble(DoubleStream::of).sum() / TOKENS;
            double variance = advantages.stream()
                            .flatMapToDouble(DoubleStream::of)
                            .map(x -> (x - mean) * (x - mean))
                            .sum()
                    / (TOKENS - 1);
            advantages.replaceAll(row -> DoubleStream.of(row)
                    .map(x -> (x - mean) / Math.sqrt(variance + 1e-8))
                    .toArray());
        }

        double policyLoss(List<float[]> now) {
            double loss = 0;
            for (int i = 0; i < now.size(); i++) {
                for (int t = 0; t < now.get(i).length; t++) {
                    double ratio = Math.exp((double) now.get(i)[t] - old.get(i)[t]);
                    double within = Math.max(1 - CLIP, Math.min(1 + CLIP, ratio));
                    loss += Math.max(-advantages.get(i)[t] * ratio, -advantages.get(i)[t] * within);
                }
            }
            return loss / TOKENS;
        }

        double valueLoss(List<float[]> now) {
            double loss = 0;
            int places = 0;
            for (int i = 0; i < now.size(); i++) {
                for (int t = 0; t < now.get(i).length; t++) {
                    double before = oldValues.get(i)[t];
                    double error = now.get(i)[t] - returns.get(i)[t];
                    double within = Math.max(before - VALUE_CLIP, Math.min(before + VALUE_CLIP, now.get(i)[t]));
                    double clippedError = within - returns.get(i)[t];
                    loss += Math.max(error * error, clippedError * clippedError) / 2;
                    places++;
                }
            }
            return loss / places;
        }
    }

    /** In one pass over the models or in several. */
    @Test
    void theFirstLossesAreTheFormulasOnTheModelsAsTheyAre() throws IOException {
        for (Made made : List.of(first, learn(1, 12))) {
            Outcome outcome = made.outcome();
            assertEquals(expected.policyLoss(expected.old), outcome.loss(), 1e-5);
            double valueLoss = expected.valueLoss(expected.oldValues);
            assertEquals(valueLoss, outcome.metrics().get("value_loss"), 1e-5 * valueLoss);
            assertTrue(outcome.gradNorm() > 0.01);
            assertEquals(0, outcome.skipped());
        }
    }

    @Test
    void laterPassesAreClippedAroundTheModelsBeforeTheFirst() throws IOException {
        assertEquals(
                (first.outcome().loss() + expected.policyLoss(first.logProbs())) / 2,
                both.outcome().loss(),
                1e-5);
        double valueLoss = expected.valueLoss(first.values());
        assertEquals(
                (first.outcome().metrics().get("value_loss") + valueLoss) / 2,
                both.outcome().metrics().get("value_loss"),
                1e-5 * valueLoss);
        double clipped = both.outcome().metrics().get("clip_fraction");
        assertTrue(clipped > 0 && clipped < 0.5, clipped + " of the tokens of both passes");
    }

    @Test
    void metricsAreOfTheModelsBeforeTheirUpdates() throws IOException {
        Outcome outcome = both.outcome();
        double[] returns =
                expected.returns.stream().flatMapToDouble(DoubleStream::of).toArray();
        double[] errors = IntStream.range(0, ROLLOUTS.size())
                .boxed()
                .flatMapToDouble(i -> IntStream.range(0, expected.returns.get(i).length)
                        .mapToDouble(t ->
                                expected.returns.get(i)[t] - expected.oldValues.get(i)[t]))
                .toArray();
        assertEquals(1 - variance(errors) / variance(returns), outcome.metrics().get("explained_variance"), 1e-5);
        double error = expected.old.stream()
                .flatMapToDouble(row -> IntStream.range(0, row.length).mapToDouble(t -> Math.abs(row[t])))
                .sum();
        assertEquals(error / TOKENS, outcome.metrics().get("logprob_error"), 1e-5, "the engine's are all 0");
        assertEquals(
                List.of(
                        "kl",
                        "kl_per_token",
                        "entropy",
                        "clip_fraction",
                        "logprob_error",
                        "logprob_error_max",
                        "value_loss",
                        "explained_variance"),
                List.copyOf(outcome.metrics().keySet()));
    }

    private static double variance(double[] numbers) {
        double mean = DoubleStream.of(numbers).sum() / numbers.length;
        return DoubleStream.of(numbers).map(x -> (x - mean) * (x - mean)).sum() / numbers.length;
    }

    @Test
    void aStopBeforeTheFirstUpdateChangesNothing() throws IOException {
        PpoTask task = task(valueFolder, "num_epochs", 2);
        RunSetup setup = TinyRun.setup(task, 12);
        Outcome straight = learn(2, 12).outcome();
        try (TrainingSession policy = TinyRun.policy(setup);
                PpoTask.Learner learner = task.new Learner(TinyRun.open(policy), setup, TinyRun.reference(), value())) {
            for (int stopAt : new int[] {1, 2, 4}) {
                AtomicInteger polls = new AtomicInteger();
                assertEquals(
                        Optional.empty(), learner.learn(ROLLOUTS, 0, RATE, () -> polls.incrementAndGet() >= stopAt));
            }
            assertEquals(straight, learner.learn(ROLLOUTS, 0, RATE, () -> false).orElseThrow());
        }
    }
}
