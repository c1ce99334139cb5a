package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.PolicyObjective.KlPenalty;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedRollouts;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.loop.OpenRun;
import dev.smoltulu.trainer.loop.RunData;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.GrpoConfig;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import dev.smoltulu.trainer.reference.ReferenceModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Group-relative policy optimisation with verifiable rewards: GRPO of DeepSeekMath (Shao et al., arXiv 2402.03300) as
 * Tulu 3.1 has it (open-instruct, grpo_vllm_thread_ray_gtrl.py).
 *
 * <p>A step, stage by stage; the equations are in this order:
 * <ol>
 * <li>Prompts: batch_size rows q, each with its ground truth ({@link RlvrData}).
 * <li>Rollouts: a group of number_samples_per_prompt responses o_1 ... o_G to each prompt, sampled from pi_old, the
 *     policy as it is ({@link GroupSampler}, {@link Sampler}).
 * <li>Rewards: a verifier gives each response a score from 0 to 1, and R_i = verification_reward * score; a response
 *     without its end token gets penalty_reward_value ({@link VerifierPool.Reward}).
 * <li>Advantages: A_i = (R_i - mean(R)) / (std(R) + 1e-8) over the group, the same for all tokens of a response
 *     ({@link #groupRelative}).
 * <li>Reference: log pi_ref of every token of the responses ({@link Learner#referenceLogProbs}).
 * <li>Updates: num_epochs passes over the rollouts, each in num_mini_batches optimizer steps ({@link Learner#learn});
 *     what goes into the graph is in {@link Learner#inputs}.
 * <li>Loss: the clipped policy loss and beta times the KL penalty of each token ({@link #objective()}; the formula is in
 *     {@link PolicyObjective}, the KL estimators in {@link KlEstimator}, the mean over tokens in {@link LossReduction}).
 * <li>Metrics: {@link RlvrMetrics}, {@link PolicyUpdates#outcome}.
 * </ol>
 *
 * @param referenceFolder the recipe's reference_model on this machine, if it names one; else the initial model
 * @param benchmarks      what measures eval_tasks, if the recipe names any
 */
public record GrpoTask(GrpoConfig config, Optional<Path> referenceFolder, Optional<Benchmarks> benchmarks)
        implements TrainingTask {

    /** Added to the standard deviation of a group's rewards. */
    private static final double STD_EPSILON = 1e-8;

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
        return RlvrData.load(config, setup, benchmarks, List.of(), run -> new Learner(run, setup, reference));
    }

    /**
     * The advantages of one group's responses (DeepSeekMath, section 4.1.2): A_i = (R_i - mean(R)) / (std(R) + 1e-8), with
     * the unbiased standard deviation that torch.std computes. Centered advantages leave the division out. A group of one,
     * and one of equal rewards, has advantages 0.
     *
     * @param rewards R_1 ... R_G
     */
    static double[] groupRelative(double[] rewards, GrpoConfig.AdvantageNormalization normalization) {
        double sum = 0;
        for (double reward : rewards) {
            sum += reward;
        }
        double mean = sum / rewards.length;
        double squares = 0;
        for (double reward : rewards) {
            squares += (reward - mean) * (reward - mean);
        }
        double divisor = switch (normalization) {
            case STANDARD -> Math.sqrt(squares / Math.max(1, rewards.length - 1)) + STD_EPSILON;
            case CENTERED -> 1;
        };
        return DoubleStream.of(rewards).map(reward -> (reward - mean) / divisor).toArray();
    }

    /** The advantage of each rollout over its group, in the rollouts' order. */
    double[] advantages(List<Rollout> rollouts) {
        double[] advantages = new double[rollouts.size()];
        Map<Integer, List<Integer>> groups = IntStream.range(0, rollouts.size())
                .boxed()
                .collect(Collectors.groupingBy(i -> rollouts.get(i).group()));
        for (List<Integer> group : groups.values()) {
            double[] ofGroup = groupRelative(
                    group.stream().mapToDouble(i -> rollouts.get(i).reward()).toArray(),
                    config.advantageNormalizationType());
            for (int i = 0; i < ofGroup.length; i++) {
                advantages[group.get(i)] = ofGroup[i];
            }
        }
        return advantages;
    }

    /**
     * A rollout with what an update needs.
     *
     * @param index among the step's rollouts
     */
    private record Episode(int index, Rollout rollout, float[] referenceLogProbs, double advantage) {

        int length() {
            return rollout.length();
        }
    }

    /** log pi_old and entropies of each rollout's tokens by its index, filled in by the first pass over the rollouts. */
    private record OldPolicy(float[][] logProbs, float[][] entropies) {

        static OldPolicy unknown(int rollouts) {
            return new OldPolicy(new float[rollouts][], new float[rollouts][]);
        }

        Rollout.Scored scored(Episode episode) {
            return new Rollout.Scored(
                    episode.rollout(),
                    logProbs[episode.index()],
                    entropies[episode.index()],
                    episode.referenceLogProbs());
        }
    }

    /** The updates of a run's steps. */
    final class Learner implements RlvrSteps.Learner {

        private final RunSetup setup;
        private final TrainingSession policy;
        private final ReferenceModel.Loaded reference;

        Learner(OpenRun run, RunSetup setup, ReferenceModel reference) {
            this.setup = setup;
            this.policy = run.session();
            // Nobody reads the entropies of the reference model.
            this.reference = reference.open(setup.graphs(objective(false)), setup.session());
        }

        @Override
        public Optional<Outcome> learn(List<Rollout> rollouts, long step, double learningRate, BooleanSupplier stop) {
            Optional<float[][]> referenceLogProbs = referenceLogProbs(rollouts, stop);
            if (referenceLogProbs.isEmpty()) {
                return Optional.empty();
            }
            double[] advantages = advantages(rollouts);
            List<Episode> episodes = IntStream.range(0, rollouts.size())
                    .mapToObj(i ->
                            new Episode(i, rollouts.get(i), referenceLogProbs.get()[i], advantages[i]))
                    .toList();
            OldPolicy old = OldPolicy.unknown(episodes.size());
            PolicyUpdates updates = new PolicyUpdates(policy, config.policy(), learningRate, stop);
            for (int epoch = 0; epoch < config.policy().numEpochs(); epoch++) {
                long order = RandomSeeds.of(config.steps().seed(), RandomSeeds.Use.MINI_BATCHES, step, epoch);
                for (List<Episode> batch : updates.miniBatches(episodes, order)) {
                    if (!update(batch, epoch == 0, old, updates)) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(
                    updates.outcome(episodes.stream().map(old::scored).toList(), Map.of()));
        }

        /** log pi_ref of each rollout's tokens; empty if stopped. */
        private Optional<float[][]> referenceLogProbs(List<Rollout> rollouts, BooleanSupplier stop) {
            float[][] logProbs = new float[rollouts.size()][];
            List<Integer> indices = IntStream.range(0, rollouts.size()).boxed().toList();
            for (PackedRollouts<Integer> pass : passes(indices, rollouts::get)) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                reference.session().evaluate(PolicyUpdates.scoringInputs(pass, objective()));
                pass.forEach(reference.session().scores(), (i, scores) -> logProbs[i] = scores);
            }
            return Optional.of(logProbs);
        }

        private <T> List<PackedRollouts<T>> passes(List<T> items, Function<T, Rollout> rollout) {
            return PackedRollouts.ofTokens(
                    items, item -> rollout.apply(item).packed(), setup.tokenBudget(), setup.headChunks());
        }

        /**
         * One optimizer step on a mini-batch. In the first pass over the rollouts ({@code onPolicy}) each token counts as
         * drawn from the policy as it is at that update, as in open-instruct: r is 1, with the gradient of pi, and the log
         * pi that the update computes is log pi_old of the passes that follow.
         *
         * @return false if stopped
         */
        private boolean update(List<Episode> batch, boolean onPolicy, OldPolicy old, PolicyUpdates updates) {
            LossReduction reduction = config.policy().lossReduction();
            long batchTokens = batch.stream().mapToLong(Episode::length).sum();
            double loss = 0;
            for (PackedRollouts<Episode> pass : passes(batch, Episode::rollout)) {
                if (updates.stopped()) {
                    return false;
                }
                HostTensor weights =
                        pass.perRollout(episode -> reduction.tokenWeight(episode.length(), batchTokens, batch.size()));
                loss += policy.accumulate(inputs(pass, weights, onPolicy, old));
                if (onPolicy) {
                    pass.forEach(policy.scores(), (episode, logProbs) -> old.logProbs()[episode.index()] = logProbs);
                    pass.forEach(policy.entropies(), (episode, h) -> old.entropies()[episode.index()] = h);
                }
                pass.forEach(policy.scores(), (episode, logProbs) -> {
                    if (updates.noneMade()) {
                        updates.compareEngine(episode.rollout(), logProbs);
                    }
                    float[] oldLogProbs = old.logProbs()[episode.index()];
                    updates.countClipped(logProbs, oldLogProbs, token -> episode.advantage());
                });
            }
            updates.update(loss);
            return true;
        }

        /**
         * What goes into the training graph: the packed tokens, and for each token of the responses its weight in the
         * loss, A, log pi_old and log pi_ref.
         */
        private Map<String, HostTensor> inputs(
                PackedRollouts<Episode> pass, HostTensor weights, boolean onPolicy, OldPolicy old) {
            Map<String, HostTensor> inputs = pass.feeds();
            inputs.put(TargetInputs.IDS, pass.ids());
            inputs.put(TargetInputs.WEIGHTS, weights);
            inputs.put(PolicyObjective.ADVANTAGES, pass.perRollout(Episode::advantage));
            inputs.put(PolicyObjective.ON_POLICY, new HostTensor.Flag(onPolicy));
            // Where r is 1, the graph does not read log pi_old.
            HostTensor none = pass.perRollout(episode -> 0);
            HostTensor oldLogProbs = onPolicy ? none : pass.perToken(episode -> old.logProbs()[episode.index()]);
            inputs.put(PolicyObjective.OLD_LOG_PROBS, oldLogProbs);
            if (config.policy().beta() > 0) {
                inputs.put(PolicyObjective.REFERENCE_LOG_PROBS, pass.perToken(Episode::referenceLogProbs));
            }
            return inputs;
        }

        @Override
        public void close() {
            reference.close();
        }
    }

    /**
     * The loss of a token: max(-A r, -A clip(r, 1 - cliprange, 1 + clip_higher)) + beta * KL(pi, pi_ref), where
     * r = pi / pi_old. With beta 0 there is no penalty and no input for the reference.
     */
    @Override
    public PolicyObjective objective() {
        return objective(true);
    }

    private PolicyObjective objective(boolean entropies) {
        RlvrConfig.Policy policy = config.policy();
        Optional<KlPenalty> penalty =
                policy.beta() > 0 ? Optional.of(new KlPenalty(policy.klEstimator(), policy.beta())) : Optional.empty();
        return new PolicyObjective(
                config.rollouts().temperature(), policy.cliprange(), policy.clipHigher(), penalty, entropies);
    }
}
