package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.OwnedResources;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationSettings;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.tokenizer.EndTokens;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.trainer.data.PromptDataset;
import dev.smoltulu.trainer.loop.OpenRun;
import dev.smoltulu.trainer.loop.RunSettings;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.RunSteps;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Steps of responses sampled from the model as it is, and updates made from their rewards. */
final class RlvrSteps implements RunSteps {

    private final OwnedResources owned = new OwnedResources();
    private final RlvrData data;
    private final OpenRun run;
    private final Recipe recipe;
    private final Rollouts rollouts;
    private final Sampler sampler;
    private final Optional<ValueModel> values;
    private final Learner learner;
    private final Optional<HeldOut> heldOut;
    private final Collection<String> sources;

    RlvrSteps(RlvrData data, OpenRun run) {
        this.data = data;
        this.run = run;
        RunSetup setup = data.setup();
        this.recipe = setup.recipe();
        PromptDataset prompts = data.rows().training();
        this.sources = PromptRows.sources(prompts);
        this.rollouts = new Rollouts(recipe, prompts, run.order());
        try {
            this.sampler = sampler((BoundTrainingSession) run.session());
            Sampler.Limits limits = Sampler.Limits.of(recipe, setup.settings().maxLength());
            this.values = data.values().map(source -> owned.own(valueModel(source, limits)));
            this.learner = new Learner(setup.settings(), run.session(), owned.own(data.reference().open(
                    setup.settings().graphs(), setup.settings().session())).session(), values,
                    Estimator.of(recipe, limits.response()));
            this.heldOut = data.rows().evaluation().map(dataset -> new HeldOut(dataset, recipe, sampler));
        } catch (RuntimeException | Error e) {
            owned.close();
            throw e;
        }
    }

    private Sampler sampler(BoundTrainingSession session) {
        RunSetup setup = data.setup();
        LlamaConfig config = setup.config();
        RunSettings settings = setup.settings();
        GenerationEngine engine = owned.own(new GenerationEngine(config, session.parameters(),
                GenerationSettings.DEFAULT.withMaxSequences(
                        (int) Math.min(Integer.MAX_VALUE, recipe.whole(RecipeKey.ROLLOUT_SEQUENCES))),
                settings.session()));
        TextTokenizer tokenizer = owned.own(TextTokenizer.load(setup.modelFolder()));
        return new Sampler(engine, tokenizer, EndTokens.of(setup.modelFolder(), config, tokenizer),
                owned.own(new Judge(data.rows().verifiers())), RewardRules.of(recipe),
                Sampler.Limits.of(recipe, settings.maxLength()));
    }

    private ValueModel valueModel(RlvrData.ValueSource source, Sampler.Limits limits) {
        TokenRewards rewards = ((Estimator.Values) Estimator.of(recipe, limits.response())).tokenRewards();
        ToIntFunction<Episode> places = episode -> rewards.places(episode.rollout());
        return new ValueModel(source.folder(), source.config(), run.resumed(), data.setup().settings(), places);
    }

    @Override
    public Optional<Result> step(long step, double learningRate) {
        long start = System.nanoTime();
        int wanted = rollouts.responses(step);
        Optional<Rollouts.Batch> sampled = rollouts.of(step, sampler, run.stop()::requested, done ->
                run.progress().phase(String.format(Locale.ROOT, "step %d: %d of %d responses", step + 1, done, wanted)));
        if (sampled.isEmpty()) {
            return Optional.empty();
        }
        long learning = System.nanoTime();
        List<Rollout> responses = sampled.get().rollouts();
        List<Episode> episodes = responses.stream().map(Episode::new).toList();
        Optional<Learner.Outcome> learned = learner.learn(episodes, step, learningRate, run.stop()::requested);
        if (learned.isEmpty()) {
            return Optional.empty();
        }
        Learner.Outcome outcome = learned.get();
        long trained = responses.stream().mapToLong(Rollout::length).sum();
        Map<String, Double> measures = new LinkedHashMap<>(StepMeasures.ofRollouts(responses, sources));
        measures.putAll(StepMeasures.ofGroups(sampled.get()));
        measures.putAll(StepMeasures.ofLearning(episodes, outcome, values.isPresent()));
        measures.put("rollout_tokens_per_second", trained / ((learning - start) / 1e9));
        measures.put("update_tokens_per_second", trained / ((System.nanoTime() - learning) / 1e9));
        return Optional.of(new Result(outcome.loss(), outcome.gradNorm(),
                episodes.stream().mapToLong(episode -> episode.ids().length).sum(), trained, outcome.skipped(),
                measures));
    }

    @Override
    public boolean evaluates() {
        return heldOut.isPresent();
    }

    @Override
    public Optional<Map<String, Double>> evaluate(long step) {
        return heldOut.orElseThrow().measure(run.stop()::requested);
    }

    @Override
    public Optional<String> bestBy() {
        return heldOut.map(measured -> StepMeasures.REWARD);
    }

    @Override
    public void save(Path checkpoint, long step) {
        values.ifPresent(model -> model.save(folder(checkpoint), step, data.contentHash()));
    }

    @Override
    public void finish() {
        values.ifPresent(model -> model.write(folder(run.folder())));
    }

    private static Path folder(Path parent) {
        try {
            return Files.createDirectories(parent.resolve(ValueModel.FOLDER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
