package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.graphs.objective.ValueObjective;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedRollouts;
import dev.smoltulu.runtime.training.EvaluationSession;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.loop.OpenRun;
import dev.smoltulu.trainer.loop.RunData;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.PpoConfig;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import dev.smoltulu.trainer.reference.ReferenceModel;
import dev.smoltulu.trainer.rlvr.Rollout.Scored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Proximal policy optimisation with verifiable rewards: PPO (Schulman et al., arXiv 1707.06347) as Tulu 3 (arXiv
 * 2411.15124) has it (open-instruct, ppo_vllm_thread_ray_gtrl.py).
 *
 * <p>A step, stage by stage; the equations are in this order:
 * <ol>
 * <li>Prompts: batch_size rows, each with its ground truth ({@link RlvrData}).
 * <li>Rollouts: number_samples_per_prompt responses to each, sampled from pi_old, the policy as it is
 *     ({@link GroupSampler}, {@link Sampler}).
 * <li>Rewards: a verifier gives each response a score from 0 to 1, and R = verification_reward * score; a response
 *     without its end token gets penalty_reward_value ({@link VerifierPool.Reward}).
 * <li>Scores: log pi_old and log pi_ref of every token ({@link Learner#score}), V_old of every place
 *     ({@link ValueModel#values}).
 * <li>KL penalty: each token is charged beta * KL(pi_old, pi_ref), and R comes at the end ({@link #tokenRewards}).
 * <li>Advantages and returns: {@link #gae}, whitened ({@link #whiten}).
 * <li>Updates: num_epochs passes over the rollouts, each in num_mini_batches optimizer steps of both models
 *     ({@link Learner#learn}); what goes into the graphs is in {@link Learner#inputs} and
 *     {@link ValueModel#inputs}.
 * <li>Losses: the clipped policy loss ({@link #objective()}; the formula is in {@link PolicyObjective}) and vf_coef times
 *     the clipped value loss ({@link #valueObjective()}; the formula is in {@link ValueObjective}), as means over tokens
 *     and places ({@link LossReduction}).
 * <li>Metrics: {@link RlvrMetrics}, {@link PolicyUpdates#outcome}, {@link RlvrMetrics#explainedVariance}.
 * </ol>
 *
 * <p>A place is where the value model is read: before each token of a response and, where there is room, after its last
 * one ({@link ValueModel#places}).
 *
 * @param referenceFolder the recipe's reference_model on this machine, if it names one; else the initial model
 * @param valueFolder     the recipe's value_model on this machine
 * @param benchmarks      what measures eval_tasks, if the recipe names any
 */
public record PpoTask(
        PpoConfig config, Optional<Path> referenceFolder, Path valueFolder, Optional<Benchmarks> benchmarks)
        implements TrainingTask {

    /** Added to the variance where numbers are whitened. */
    private static final double VARIANCE_EPSILON = 1e-8;

    @Override
    public String title() {
        return "Reinforcement learning with verifiable rewards";
    }

    @Override
    public LlamaConfig trained(LlamaConfig stored, Path folder) {
        return TrainingTask.languageModel(stored, folder, "rlvr");
    }

    @Override
    public RunData load(RunSetup setup) throws InterruptedException {
        ReferenceModel reference = ReferenceModel.of(setup, referenceFolder.orElse(setup.modelFolder()));
        ValueModel.Source value = ValueModel.Source.of(valueFolder, setup.model());
        return RlvrData.load(
                config, setup, benchmarks, List.of(value.config()), run -> new Learner(run, setup, reference, value));
    }

    /**
     * The reward at each place, as open-instruct has it: r_t = -beta * KL_t at a token, with the KL penalty's estimate of
     * log pi_old - log pi_ref; the response's reward R comes at the last place.
     *
     * @param places of the rollout, see {@link ValueModel#places}
     */
    static double[] tokenRewards(Scored scored, int places, KlEstimator estimator, double beta) {
        double[] rewards = new double[places];
        for (int t = 0; t < scored.length(); t++) {
            rewards[t] = -beta * estimator.of((double) scored.logProbs()[t] - scored.referenceLogProbs()[t], 1);
        }
        rewards[places - 1] += scored.rollout().reward();
        return rewards;
    }

    /**
     * Generalised advantage estimation (Schulman et al., arXiv 1506.02438) over one response, from its last place to its
     * first: delta_t = r_t + gamma * V_{t+1} - V_t and A_t = delta_t + gamma * lambda * A_{t+1}, with A and V 0 after
     * the last place.
     *
     * @param rewards r, one for each place
     * @param values  V, one for each place
     */
    static double[] gae(double[] rewards, float[] values, double gamma, double lambda) {
        double[] advantages = new double[rewards.length];
        double next = 0;
        double nextValue = 0;
        for (int t = rewards.length - 1; t >= 0; t--) {
            double delta = rewards[t] + gamma * nextValue - values[t];
            next = delta + gamma * lambda * next;
            nextValue = values[t];
            advantages[t] = next;
        }
        return advantages;
    }

    /**
     * All numbers of all rows, shifted and scaled to mean 0 and variance 1: (x - mean) / sqrt(variance + 1e-8), with the
     * unbiased variance. Fewer than two numbers stay as they are.
     *
     * @param keepMean whether only the variance changes
     */
    static List<double[]> whiten(List<double[]> rows, boolean keepMean) {
        long count = rows.stream().mapToLong(row -> row.length).sum();
        if (count < 2) {
            return rows;
        }
        double mean = sum(rows.stream().flatMapToDouble(DoubleStream::of)) / count;
        double squares =
                sum(rows.stream().mapToDouble(row -> sum(DoubleStream.of(row).map(x -> (x - mean) * (x - mean)))));
        double scale = 1 / Math.sqrt(squares / (count - 1) + VARIANCE_EPSILON);
        return rows.stream()
                .map(row -> DoubleStream.of(row)
                        .map(x -> (x - mean) * scale + (keepMean ? mean : 0))
                        .toArray())
                .toList();
    }

    /** In order: {@link DoubleStream#sum} may use another rounding. */
    private static double sum(DoubleStream numbers) {
        return numbers.reduce(0, Double::sum);
    }

    /**
     * A rollout with what the updates need.
     *
     * @param oldValues  V_old, one for each place
     * @param advantages A, one for each token, whitened over the step
     * @param returns    G = A + V_old before whitening, one for each place
     */
    record Episode(Scored scored, float[] oldValues, double[] advantages, double[] returns) {

        Rollout rollout() {
            return scored.rollout();
        }

        int length() {
            return scored.length();
        }

        /** log pi_old of each token. */
        float[] oldLogProbs() {
            return scored.logProbs();
        }
    }

    /** The advantages and returns of a step's rollouts. */
    List<Episode> episodes(List<Scored> scored, List<float[]> oldValues) {
        RlvrConfig.Policy policy = config.policy();
        List<double[]> rewards = new ArrayList<>();
        for (int i = 0; i < scored.size(); i++) {
            rewards.add(tokenRewards(scored.get(i), oldValues.get(i).length, policy.klEstimator(), policy.beta()));
        }
        List<double[]> whitenedRewards = config.whitenRewards() ? whiten(rewards, true) : rewards;
        List<double[]> advantages = new ArrayList<>();
        List<double[]> returns = new ArrayList<>();
        for (int i = 0; i < scored.size(); i++) {
            float[] values = oldValues.get(i);
            double[] ofPlaces = gae(whitenedRewards.get(i), values, config.gamma(), config.lam());
            returns.add(IntStream.range(0, values.length)
                    .mapToDouble(t -> ofPlaces[t] + values[t])
                    .toArray());
            advantages.add(Arrays.copyOf(ofPlaces, scored.get(i).length()));
        }
        List<double[]> whitened = whiten(advantages, false);
        return IntStream.range(0, scored.size())
                .mapToObj(i -> new Episode(scored.get(i), oldValues.get(i), whitened.get(i), returns.get(i)))
                .toList();
    }

    /** The updates of a run's steps. */
    final class Learner implements RlvrSteps.Learner {

        private final OwnedResources owned;
        private final RunSetup setup;
        private final TrainingSession policy;
        private final ValueModel value;
        private final EvaluationSession reference;

        Learner(OpenRun run, RunSetup setup, ReferenceModel reference, ValueModel.Source value) {
            this.setup = setup;
            this.policy = run.session();
            try (OwnedResources opening = new OwnedResources()) {
                this.value = opening.own(new ValueModel(PpoTask.this, setup, value, run.resumed()));
                // Nobody reads the entropies of the reference model.
                this.reference = opening.own(reference.open(setup.graphs(objective(false)), setup.session()))
                        .session();
                this.owned = opening.release();
            }
        }

        @Override
        public Optional<Outcome> learn(List<Rollout> rollouts, long step, double learningRate, BooleanSupplier stop) {
            Optional<List<Scored>> scored = score(rollouts, stop);
            if (scored.isEmpty()) {
                return Optional.empty();
            }
            List<Episode> episodes = episodes(scored.get(), value.values(rollouts));
            double peakRate = config.schedule().learningRate();
            double valueRate = learningRate * (peakRate == 0 ? 0 : config.valueLearningRate() / peakRate);
            double valueLoss = 0;
            PolicyUpdates updates = new PolicyUpdates(policy, config.policy(), learningRate, stop);
            scored.get().forEach(rollout -> updates.compareEngine(rollout.rollout(), rollout.logProbs()));
            for (int epoch = 0; epoch < config.policy().numEpochs(); epoch++) {
                long order = RandomSeeds.of(config.steps().seed(), RandomSeeds.Use.MINI_BATCHES, step, epoch);
                for (List<Episode> batch : updates.miniBatches(episodes, order)) {
                    if (!updatePolicy(batch, updates)) {
                        return Optional.empty();
                    }
                    double ofValues = value.update(batch, valueRate);
                    if (!Double.isFinite(ofValues)) {
                        updates.countSkipped();
                    }
                    valueLoss += ofValues;
                }
            }
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("value_loss", valueLoss / updates.made());
            metrics.put("explained_variance", RlvrMetrics.explainedVariance(episodes));
            return Optional.of(updates.outcome(scored.get(), metrics));
        }

        /** log pi_old, the entropy of pi_old and log pi_ref at each token, before any update; empty if stopped. */
        private Optional<List<Scored>> score(List<Rollout> rollouts, BooleanSupplier stop) {
            float[][] logProbs = new float[rollouts.size()][];
            float[][] entropies = new float[rollouts.size()][];
            float[][] referenceLogProbs = new float[rollouts.size()][];
            for (PackedRollouts<Integer> pass : passes(indices(rollouts), rollouts::get)) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                Map<String, HostTensor> inputs = PolicyUpdates.scoringInputs(pass, objective());
                reference.evaluate(inputs);
                pass.forEach(reference.scores(), (i, numbers) -> referenceLogProbs[i] = numbers);
                policy.evaluate(inputs);
                pass.forEach(policy.scores(), (i, numbers) -> logProbs[i] = numbers);
                pass.forEach(policy.entropies(), (i, numbers) -> entropies[i] = numbers);
            }
            return Optional.of(IntStream.range(0, rollouts.size())
                    .mapToObj(i -> new Scored(rollouts.get(i), logProbs[i], entropies[i], referenceLogProbs[i]))
                    .toList());
        }

        private static List<Integer> indices(List<?> items) {
            return IntStream.range(0, items.size()).boxed().toList();
        }

        private <T> List<PackedRollouts<T>> passes(List<T> items, Function<T, Rollout> rollout) {
            return PackedRollouts.ofTokens(
                    items, item -> rollout.apply(item).packed(), setup.tokenBudget(), setup.headChunks());
        }

        /** One optimizer step of the policy on a mini-batch; false if stopped. */
        private boolean updatePolicy(List<Episode> batch, PolicyUpdates updates) {
            LossReduction reduction = config.policy().lossReduction();
            long batchTokens = batch.stream().mapToLong(Episode::length).sum();
            double loss = 0;
            for (PackedRollouts<Episode> pass : passes(batch, Episode::rollout)) {
                if (updates.stopped()) {
                    return false;
                }
                HostTensor weights =
                        pass.perRollout(episode -> reduction.tokenWeight(episode.length(), batchTokens, batch.size()));
                loss += policy.accumulate(inputs(pass, weights));
                pass.forEach(
                        policy.scores(),
                        (episode, logProbs) -> updates.countClipped(
                                logProbs, episode.oldLogProbs(), token -> episode.advantages()[token]));
            }
            updates.update(loss);
            return true;
        }

        /** What goes into the policy's graph: packed tokens, and for each token of the responses weight, A, log pi_old. */
        private Map<String, HostTensor> inputs(PackedRollouts<Episode> pass, HostTensor weights) {
            Map<String, HostTensor> inputs = pass.feeds();
            inputs.put(TargetInputs.IDS, pass.ids());
            inputs.put(TargetInputs.WEIGHTS, weights);
            inputs.put(PolicyObjective.ADVANTAGES, pass.perToken(episode -> narrow(episode.advantages())));
            inputs.put(PolicyObjective.OLD_LOG_PROBS, pass.perToken(Episode::oldLogProbs));
            inputs.put(PolicyObjective.ON_POLICY, new HostTensor.Flag(false));
            return inputs;
        }

        @Override
        public void save(Path checkpoint, long step, String dataHash) {
            value.save(checkpoint, step, dataHash);
        }

        @Override
        public void finish(Path runFolder) {
            value.write(runFolder);
        }

        @Override
        public void close() {
            owned.close();
        }
    }

    /** The policy's loss of a token: max(-A r, -A clip(r, 1 - cliprange, 1 + clip_higher)), where r = pi / pi_old. */
    @Override
    public PolicyObjective objective() {
        return objective(true);
    }

    private PolicyObjective objective(boolean entropies) {
        return new PolicyObjective(
                config.rollouts().temperature(),
                config.policy().cliprange(),
                config.policy().clipHigher(),
                Optional.empty(),
                entropies);
    }

    /** The value model's loss of a place: max((V - G)^2, (clip(V, V_old - c, V_old + c) - G)^2) / 2, c = cliprange_value. */
    ValueObjective valueObjective() {
        return new ValueObjective(config.cliprangeValue());
    }

    /** In the graphs' precision. */
    static float[] narrow(double[] numbers) {
        float[] narrow = new float[numbers.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) numbers[i];
        }
        return narrow;
    }
}
