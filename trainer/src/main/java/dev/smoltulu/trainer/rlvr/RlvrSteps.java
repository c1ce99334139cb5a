package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.data.PromptDataset;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationSettings;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.tokenizer.EndTokens;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.trainer.loop.OpenRun;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.RunSteps;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Steps of responses sampled from the model as it is, and updates made from their rewards. */
final class RlvrSteps implements RunSteps {

    private final OwnedResources owned = new OwnedResources();
    private final RlvrData data;
    private final OpenRun run;
    private final RlvrConfig config;
    private final BoundTrainingSession policy;
    private final Judge judge;
    private final TextTokenizer tokenizer;
    private final Rollouts rollouts;
    private final Sampler sampler;
    private final Optional<AheadSampling> ahead;
    private final Optional<ValueModel> values;
    private final Learner learner;
    private final Evaluations evaluations;
    private final SampleLog samples;
    private final ProblemNotes problems;
    private final Collection<String> sources;
    private final long totalSteps;
    /** Responses for the step that comes next, where they were sampled before this run went on, or before a signal. */
    private Optional<Rollouts.Batch> known;

    RlvrSteps(RlvrData data, OpenRun run) {
        this.data = data;
        this.run = run;
        RunSetup setup = data.setup();
        PromptDataset prompts = data.rows().training();
        this.config = data.config();
        this.policy = (BoundTrainingSession) run.session();
        this.sources = PromptRows.sources(prompts);
        this.rollouts = new Rollouts(config, prompts, run.order());
        this.totalSteps = setup.totalSteps(run.order());
        this.problems = new ProblemNotes(run.progress()::message);
        try {
            this.known = run.resumed().flatMap(checkpoint -> RolloutFile.read(checkpoint, prompts));
            this.judge = owned.own(new Judge(data.prompts().verifiers()));
            this.tokenizer = owned.own(TextTokenizer.load(setup.modelFolder()));
            this.sampler = sampler(policy.parameters());
            this.ahead = config.rollouts().asynchronous() > 0 ? Optional.of(owned.own(ahead())) : Optional.empty();
            Estimator estimator = Estimator.of(config, sampler.limits().response());
            this.values = data.values()
                    .map(source -> owned.own(
                            new ValueModel(source.folder(), source.config(), run.resumed(), setup, estimator::places)));
            this.learner = new Learner(
                    setup,
                    policy,
                    owned.own(data.reference()
                                    .open(setup.graphs().with(PolicyObjectives.ofReference(config)), setup.session()))
                            .session(),
                    values,
                    estimator);
            this.samples = owned.own(new SampleLog(
                    run.folder(), run.doneSteps(), config.heldOut().loggedSamples()));
            this.evaluations = new Evaluations(data, run, samples, sampler, problems);
        } catch (RuntimeException | Error e) {
            owned.close();
            throw e;
        }
    }

    private Sampler sampler(Map<String, Tensor> parameters) {
        RunSetup setup = data.setup();
        LlamaConfig model = setup.model();
        SessionSettings session = setup.session();
        int sequences = (int) Math.min(Integer.MAX_VALUE, config.rollouts().rolloutSequences());
        GenerationEngine engine = owned.own(new GenerationEngine(
                model, parameters, GenerationSettings.on(session.device()).withMaxSequences(sequences), session));
        return new Sampler(
                engine,
                tokenizer,
                EndTokens.of(setup.modelFolder(), model, tokenizer),
                judge,
                RewardRules.of(config.verification()),
                Sampler.Limits.of(config, setup.maxLength()));
    }

    private AheadSampling ahead() {
        ModelParameters copy = owned.own(ModelParameters.of(
                data.setup().model(),
                data.setup().session().device(),
                (name, target) -> target.put(policy.parameter(name))));
        Sampler own = sampler(copy.tensors());
        AheadSampling[] made = new AheadSampling[1];
        made[0] = new AheadSampling(
                () -> copy.tensors()
                        .forEach((name, tensor) ->
                                tensor.copyFrom(policy.parameters().get(name))),
                step -> rollouts.of(step, own, made[0]::closing, done -> {}));
        return made[0];
    }

    @Override
    public Optional<Result> step(long step, double learningRate) {
        long start = System.nanoTime();
        Optional<Rollouts.Batch> sampled = responses(step);
        if (sampled.isEmpty()) {
            return Optional.empty();
        }
        long learning = System.nanoTime();
        Rollouts.Batch batch = sampled.get();
        List<Rollout> responses = batch.rollouts();
        problems.tell(responses);
        if (ahead.isPresent() && step + 1 < totalSteps) {
            known = sampled;
            ahead.get().begin(step + 1);
        }
        List<Episode> episodes = responses.stream().map(Episode::new).toList();
        Optional<Learner.Outcome> learned = learner.learn(episodes, step, learningRate, run.stop()::requested);
        if (learned.isEmpty()) {
            return Optional.empty();
        }
        known = Optional.empty();
        samples.step(step + 1, responses);
        Learner.Outcome outcome = learned.get();
        long trained = responses.stream().mapToLong(Rollout::length).sum();
        Map<String, Double> measures = new LinkedHashMap<>(StepMeasures.ofRollouts(responses, sources));
        measures.putAll(StepMeasures.ofGroups(batch));
        measures.putAll(StepMeasures.ofLearning(episodes, outcome, values.isPresent()));
        measures.put("rollout_tokens_per_second", trained / ((learning - start) / 1e9));
        measures.put("update_tokens_per_second", trained / ((System.nanoTime() - learning) / 1e9));
        return Optional.of(new Result(
                outcome.loss(),
                outcome.gradNorm(),
                episodes.stream().mapToLong(episode -> episode.ids().length).sum(),
                trained,
                outcome.skipped(),
                measures));
    }

    private Optional<Rollouts.Batch> responses(long step) {
        Optional<Rollouts.Batch> before = known.or(() -> ahead.flatMap(sampling -> sampling.await(step)));
        if (before.isPresent()) {
            return before;
        }
        int wanted = rollouts.responses(step);
        return rollouts.of(
                step,
                sampler,
                run.stop()::requested,
                done -> run.progress()
                        .phase(String.format(Locale.ROOT, "step %d: %d of %d responses", step + 1, done, wanted)));
    }

    @Override
    public boolean evaluates() {
        return evaluations.any();
    }

    @Override
    public Optional<Map<String, Double>> evaluate(long step) {
        return evaluations.measure(step, policy);
    }

    @Override
    public Optional<String> bestBy() {
        return data.rows().evaluation().map(prompts -> StepMeasures.REWARD);
    }

    @Override
    public void save(Path checkpoint, long step) {
        known.or(() -> ahead.flatMap(sampling -> sampling.await(step)))
                .ifPresent(batch -> RolloutFile.write(checkpoint, batch));
        values.ifPresent(
                model -> model.save(checkpoint, step, data.rows().training().contentHash()));
    }

    @Override
    public void sync() {
        samples.sync();
    }

    @Override
    public void finish() {
        values.ifPresent(model -> model.write(run.folder()));
    }

    @Override
    public void close() {
        owned.close();
    }
}
