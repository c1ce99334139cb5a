package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedRollouts;
import dev.smoltulu.runtime.training.EvaluationSession;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.loop.RunSettings;
import dev.smoltulu.trainer.recipe.Algorithm;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Makes updates out of a step's episodes. In GRPO's first pass over them tokens count as drawn from the policy as it is
 * at each update, as in open-instruct; PPO's, and every later pass's, are compared with the policy before the first
 * update.
 */
final class Learner {

    /**
     * What the updates of a step came to.
     *
     * @param loss           mean over the updates
     * @param gradNorm       the same
     * @param valueLoss      the same; NaN without a value model
     * @param clipFraction   share of tokens, over all updates, whose loss was the clipped one
     * @param skipped        updates left out because loss or gradient was not finite
     * @param logProbError   mean difference of the engine's log-probabilities from the training graph's, before any
     *                       update
     * @param mostLogProbError greatest of them
     */
    record Outcome(
            double loss,
            double gradNorm,
            double valueLoss,
            double clipFraction,
            int skipped,
            double logProbError,
            double mostLogProbError) {}

    private final RunSettings settings;
    private final TrainingSession policy;
    private final EvaluationSession reference;
    private final Optional<ValueModel> values;
    private final Estimator estimator;
    private final LossReduction reduction;
    private final boolean ppo;
    private final boolean penalised;
    private final int epochs;
    private final int miniBatches;
    private final long seed;
    private final ClipRange clip;
    private final double valueRateFactor;

    Learner(
            RunSettings settings,
            TrainingSession policy,
            EvaluationSession reference,
            Optional<ValueModel> values,
            Estimator estimator) {
        Recipe recipe = settings.recipe();
        this.settings = settings;
        this.policy = policy;
        this.reference = reference;
        this.values = values;
        this.estimator = estimator;
        this.reduction = recipe.choice(RecipeKey.LOSS_REDUCTION, LossReduction.class);
        this.ppo = recipe.choice(RecipeKey.ALGORITHM, Algorithm.class) == Algorithm.PPO;
        this.penalised = PolicyObjectives.penalised(recipe);
        this.epochs = Math.toIntExact(recipe.whole(RecipeKey.NUM_EPOCHS));
        this.miniBatches = Math.toIntExact(recipe.whole(RecipeKey.NUM_MINI_BATCHES));
        this.seed = recipe.whole(RecipeKey.SEED);
        this.clip = new ClipRange(recipe.number(RecipeKey.CLIPRANGE), recipe.number(RecipeKey.CLIP_HIGHER));
        double rate = recipe.number(RecipeKey.LEARNING_RATE);
        this.valueRateFactor = rate == 0 ? 0 : recipe.number(RecipeKey.VALUE_LEARNING_RATE) / rate;
    }

    /**
     * Learns from {@code episodes}, whose arrays it fills in.
     *
     * @param stop asked until the first update has been made; after it the step is brought to its end
     * @return nothing if stopped, which leaves the models as they were
     */
    Optional<Outcome> learn(List<Episode> episodes, long step, double learningRate, BooleanSupplier stop) {
        for (PackedRollouts<Episode> pass : passes(episodes)) {
            if (stop.getAsBoolean()) {
                return Optional.empty();
            }
            Map<String, HostTensor> feeds = feeds(pass, episode -> 0, true);
            reference.evaluate(feeds);
            pass.forEach(reference.scores(), (episode, logProbs) -> episode.referenceLogProbs = logProbs);
            if (ppo) {
                policy.evaluate(feeds);
                pass.forEach(policy.scores(), (episode, logProbs) -> episode.logProbs = logProbs);
                pass.forEach(policy.entropies(), (episode, entropies) -> episode.entropies = entropies);
            }
        }
        values.ifPresent(model -> model.value(episodes));
        estimator.fill(episodes);
        return new Updates(episodes, step, learningRate).run(stop);
    }

    private List<PackedRollouts<Episode>> passes(List<Episode> episodes) {
        return PassFeeds.policyPasses(episodes, settings.tokenBudget(), settings.headChunks());
    }

    private Map<String, HostTensor> feeds(
            PackedRollouts<Episode> pass, ToDoubleFunction<Episode> weight, boolean onPolicy) {
        return PassFeeds.policy(pass, weight, onPolicy, penalised);
    }

    /** The updates of one step. */
    private final class Updates {

        private final List<Episode> episodes;
        private final long step;
        private final double learningRate;
        private final LogProbErrors errors = new LogProbErrors();
        private double loss;
        private double gradNorm;
        private double valueLoss;
        private long clipped;
        private long tokens;
        private int made;
        private int skipped;

        Updates(List<Episode> episodes, long step, double learningRate) {
            this.episodes = episodes;
            this.step = step;
            this.learningRate = learningRate;
            if (ppo) {
                episodes.forEach(episode -> errors.add(episode.rollout(), episode.logProbs));
            }
        }

        Optional<Outcome> run(BooleanSupplier stop) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                for (List<Episode> batch : shuffled(epoch)) {
                    if (!update(batch, !ppo && epoch == 0, stop)) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(new Outcome(
                    loss / made,
                    gradNorm / made,
                    valueLoss / made,
                    (double) clipped / Math.max(1, tokens),
                    skipped,
                    errors.mean(),
                    errors.most()));
        }

        private List<List<Episode>> shuffled(int epoch) {
            List<Episode> order = new ArrayList<>(episodes);
            Collections.shuffle(order, new Random(RandomSeeds.of(seed, RandomSeeds.Use.MINI_BATCHES, step, epoch)));
            int parts = Math.min(miniBatches, order.size());
            List<List<Episode>> batches = new ArrayList<>();
            for (int i = 0; i < parts; i++) {
                batches.add(order.subList(
                        (int) ((long) order.size() * i / parts), (int) ((long) order.size() * (i + 1) / parts)));
            }
            return batches;
        }

        private boolean update(List<Episode> batch, boolean onPolicy, BooleanSupplier stop) {
            long batchTokens = batch.stream().mapToLong(Episode::responseLength).sum();
            double batchLoss = 0;
            for (PackedRollouts<Episode> pass : passes(batch)) {
                if (made == 0 && stop.getAsBoolean()) {
                    policy.discard();
                    return false;
                }
                Map<String, HostTensor> feeds = feeds(
                        pass,
                        episode -> reduction.tokenWeight(episode.responseLength(), batchTokens, batch.size()),
                        onPolicy);
                batchLoss += policy.accumulate(feeds);
                pass.forEach(policy.scores(), (episode, logProbs) -> see(episode, logProbs, onPolicy));
                if (onPolicy) {
                    pass.forEach(policy.entropies(), (episode, entropies) -> episode.entropies = entropies);
                }
            }
            double norm = policy.gradientNorm();
            boolean finite = Double.isFinite(batchLoss) && Double.isFinite(norm);
            if (finite) {
                policy.update(learningRate);
            } else {
                policy.discard();
            }
            double ofValues = values.map(model -> model.update(batch, learningRate * valueRateFactor))
                    .orElse(Double.NaN);
            skipped += finite && (values.isEmpty() || Double.isFinite(ofValues)) ? 0 : 1;
            loss += batchLoss;
            gradNorm += norm;
            valueLoss += ofValues;
            made++;
            return true;
        }

        private void see(Episode episode, float[] logProbs, boolean onPolicy) {
            if (onPolicy) {
                episode.logProbs = logProbs;
                if (made == 0) {
                    errors.add(episode.rollout(), logProbs);
                }
            }
            clipped += clip.clipped(logProbs, episode.logProbs, episode.advantages);
            tokens += logProbs.length;
        }
    }
}
