package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationSettings;
import dev.smoltulu.tokenizer.EndTokens;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.trainer.loop.OpenRun;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.RunSteps;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The steps of a run, whatever its algorithm: sample rollouts from the policy as it is, hand them to the algorithm's
 * {@link Learner}, record what happened.
 */
final class RlvrSteps implements RunSteps {

    /** The part of a step that differs between algorithms: updates made from rollouts. */
    interface Learner extends AutoCloseable {

        /**
         * What a step's updates came to.
         *
         * @param loss     mean over the updates
         * @param gradNorm mean over the updates
         * @param skipped  updates left out because loss or gradient was not finite
         * @param metrics  what else was measured, by the names of metrics.jsonl
         */
        record Outcome(double loss, double gradNorm, int skipped, Map<String, Double> metrics) {}

        /**
         * Updates the models.
         *
         * @param stop polled until the first update has been made; after it the step is brought to its end
         * @return empty if stopped, which leaves the models as they were
         */
        Optional<Outcome> learn(List<Rollout> rollouts, long step, double learningRate, BooleanSupplier stop);

        /**
         * Writes into a checkpoint what a resumed run needs beside the policy.
         *
         * @param dataHash of the prompts that are trained on
         */
        default void save(Path checkpoint, long step, String dataHash) {}

        /** Writes into the run folder what the algorithm trained beside the policy. */
        default void finish(Path runFolder) {}

        @Override
        void close();
    }

    private final OwnedResources owned;
    private final RlvrData data;
    private final OpenRun run;
    private final Map<String, Tensor> policy;
    private final VerifierPool verifiers;
    private final TextTokenizer tokenizer;
    private final GroupSampler groups;
    private final Sampler sampler;
    private final Optional<Ahead> ahead;
    private final Learner learner;
    private final SampleLog samples;
    private final RlvrEvaluation evaluation;
    private final long totalSteps;
    /** Rollouts of the step that comes next, where they were sampled before the run was resumed or stopped. */
    private Optional<RolloutBatch> known;

    /** A copy of the policy's weights, and who samples from it during updates. */
    private record Ahead(ModelParameters copy, Sampler sampler, AsynchronousSampling sampling) {}

    RlvrSteps(RlvrData data, OpenRun run) {
        this.data = data;
        this.run = run;
        RlvrConfig config = data.config();
        this.policy = run.session()
                .sharedParameters()
                .orElseThrow(() -> new IllegalStateException(
                        "rollouts are sampled from the tensors that are trained; this session hides them"));
        this.totalSteps = data.setup().totalSteps(run.order());
        this.groups = new GroupSampler(
                data.rows().training(), config.rollouts(), config.steps().seed());
        try (OwnedResources opening = new OwnedResources()) {
            this.known = run.resumed()
                    .flatMap(checkpoint ->
                            RolloutBatch.read(checkpoint, data.rows().training()));
            this.verifiers = opening.own(new VerifierPool(data.verifiers(), run.progress()::message));
            this.tokenizer = opening.own(TextTokenizer.load(data.setup().modelFolder()));
            this.sampler = sampler(opening, policy);
            this.ahead = config.rollouts().asynchronous() > 0 ? Optional.of(ahead(opening)) : Optional.empty();
            this.learner = opening.own(data.learner().apply(run));
            this.samples = opening.own(new SampleLog(
                    run.folder(), run.doneSteps(), config.heldOut().loggedSamples()));
            this.evaluation = new RlvrEvaluation(data, run, samples, sampler, verifiers);
            this.owned = opening.release();
        }
    }

    private Sampler sampler(OwnedResources opening, Map<String, Tensor> parameters) {
        RunSetup setup = data.setup();
        LlamaConfig model = setup.model();
        SessionSettings session = setup.session();
        int sequences =
                (int) Math.min(Integer.MAX_VALUE, data.config().rollouts().rolloutSequences());
        GenerationEngine engine = opening.own(new GenerationEngine(
                model, parameters, GenerationSettings.on(session.device()).withMaxSequences(sequences), session));
        RlvrConfig.Verification verification = data.config().verification();
        return new Sampler(
                engine,
                tokenizer,
                EndTokens.of(setup.modelFolder(), model, tokenizer),
                Sampler.Limits.of(data.config().rollouts(), setup.maxLength()),
                verifiers,
                new VerifierPool.Reward(
                        verification.verificationReward(),
                        verification.nonStopPenalty(),
                        verification.penaltyRewardValue()));
    }

    private Ahead ahead(OwnedResources opening) {
        ModelParameters copy = opening.own(ModelParameters.of(
                data.setup().model(),
                data.setup().session().device(),
                (name, target) -> target.put(run.session().parameter(name))));
        return new Ahead(copy, sampler(opening, copy.tensors()), opening.own(new AsynchronousSampling()));
    }

    @Override
    public Optional<Result> step(long step, double learningRate) {
        long start = System.nanoTime();
        Optional<RolloutBatch> sampled = rollouts(step);
        if (sampled.isEmpty()) {
            return Optional.empty();
        }
        long learning = System.nanoTime();
        List<Rollout> rollouts = sampled.get().rollouts();
        verifiers.report(rollouts);
        if (ahead.isPresent() && step + 1 < totalSteps) {
            known = sampled;
            sampleAhead(ahead.get(), step + 1);
        }
        Optional<Learner.Outcome> learned = learner.learn(rollouts, step, learningRate, run.stop()::requested);
        if (learned.isEmpty()) {
            return Optional.empty();
        }
        known = Optional.empty();
        samples.step(step + 1, rollouts);
        Learner.Outcome outcome = learned.get();
        long trained = rollouts.stream().mapToLong(Rollout::length).sum();
        long prompts = rollouts.stream()
                .mapToLong(rollout -> rollout.prompt().inputIds().length)
                .sum();
        Map<String, Double> metrics = new LinkedHashMap<>(
                RlvrMetrics.ofRollouts(rollouts, RlvrData.sources(data.rows().training())));
        metrics.putAll(RlvrMetrics.ofGroups(sampled.get()));
        metrics.putAll(outcome.metrics());
        metrics.put("rollout_tokens_per_second", trained / ((learning - start) / 1e9));
        metrics.put("update_tokens_per_second", trained / ((System.nanoTime() - learning) / 1e9));
        return Optional.of(
                new Result(outcome.loss(), outcome.gradNorm(), prompts + trained, trained, outcome.skipped(), metrics));
    }

    /** The step's rollouts: those of a resumed or stopped run, those that were sampled ahead, or new ones. */
    private Optional<RolloutBatch> rollouts(long step) {
        Optional<RolloutBatch> sampled = sampledBefore(step);
        if (sampled.isPresent()) {
            return sampled;
        }
        int[] batch = run.order().batch(step);
        long wanted = batch.length * data.config().rollouts().numberSamplesPerPrompt();
        return groups.sample(
                step,
                batch,
                sampler,
                run.stop()::requested,
                done -> run.progress()
                        .phase(String.format(Locale.ROOT, "step %d: %d of %d responses", step + 1, done, wanted)));
    }

    private Optional<RolloutBatch> sampledBefore(long step) {
        return known.or(() -> ahead.flatMap(next -> next.sampling().await(step)));
    }

    /** The batch is drawn here: the order keeps an epoch's permutation and is not safe for several threads. */
    private void sampleAhead(Ahead next, long step) {
        int[] batch = run.order().batch(step);
        next.copy().tensors().forEach((name, tensor) -> tensor.copyFrom(policy.get(name)));
        next.sampling()
                .start(step, () -> groups.sample(step, batch, next.sampler(), next.sampling()::closing, done -> {}));
    }

    @Override
    public boolean evaluates() {
        return evaluation.isConfigured();
    }

    @Override
    public Optional<Map<String, Double>> evaluate(long step) {
        return evaluation.evaluate(step);
    }

    @Override
    public Optional<String> bestBy() {
        return data.rows().evaluation().map(prompts -> RlvrMetrics.REWARD);
    }

    @Override
    public void save(Path checkpoint, long step) {
        sampledBefore(step).ifPresent(batch -> batch.write(checkpoint));
        learner.save(checkpoint, step, data.rows().training().contentHash());
    }

    @Override
    public void sync() {
        samples.sync();
    }

    @Override
    public void finish() {
        learner.finish(run.folder());
    }

    @Override
    public void close() {
        owned.close();
    }
}
