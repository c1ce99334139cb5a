package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.config.ModelHead;
import dev.smoltulu.graphs.objective.ValueObjective;
import dev.smoltulu.runtime.batch.PackedRollouts;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.InitialState;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.runtime.training.TrainingSpec;
import dev.smoltulu.trainer.checkpoint.Checkpoints;
import dev.smoltulu.trainer.checkpoint.InitialModel;
import dev.smoltulu.trainer.checkpoint.ModelFiles;
import dev.smoltulu.trainer.checkpoint.TrainerState;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.recipe.PpoConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Says what reward is to be expected at each place of a response: a reward model, read after every token. */
final class ValueModel implements AutoCloseable {

    /** The model's folder within a checkpoint and a finished run. */
    private static final String FOLDER = "value_model";

    private final ModelFiles files;
    private final TrainingSession session;
    private final int tokenBudget;
    private final double lossFactor;
    private final ToIntFunction<Episode> places;

    /**
     * The model in {@code folder}, or as a checkpoint has it.
     *
     * @param config     of the model in {@code folder}
     * @param checkpoint to go on from
     * @param places     of an episode that have a value
     */
    ValueModel(
            Path folder, LlamaConfig config, Optional<Path> checkpoint, RunSetup setup, ToIntFunction<Episode> places) {
        PpoConfig ppo = (PpoConfig) setup.config();
        this.files = new ModelFiles(config, folder);
        this.tokenBudget = setup.tokenBudget();
        this.lossFactor = ppo.vfCoef();
        this.places = places;
        TrainingSpec spec = setup.spec(config, new ValueObjective(ppo.cliprangeValue()));
        this.session = checkpoint
                .map(found -> resume(spec, config, found.resolve(FOLDER)))
                .orElseGet(() -> start(spec, folder, config));
    }

    /**
     * The configuration of the value model in {@code folder}.
     *
     * @param policy what it says the value of
     * @throws UserError usage, when it cannot be one
     */
    static LlamaConfig config(Path folder, LlamaConfig policy) {
        LlamaConfig config = LlamaConfig.read(folder);
        if (config.head() != ModelHead.SCORE) {
            throw UserError.usage("value_model " + folder + " is a language model; give a reward model, which smoltulu "
                    + "reward trains");
        }
        if (config.vocabSize() != policy.vocabSize()) {
            throw UserError.usage("value_model " + folder + " has " + config.vocabSize() + " tokens, the model "
                    + policy.vocabSize() + "; both must read the same token ids");
        }
        return config;
    }

    private static TrainingSession start(TrainingSpec spec, Path folder, LlamaConfig config) {
        try (InitialModel initial = InitialModel.pretrained(folder, config)) {
            return open(spec, initial);
        }
    }

    private static TrainingSession resume(TrainingSpec spec, LlamaConfig config, Path checkpoint) {
        try (Checkpoints.Stored stored = new Checkpoints.Stored(
                checkpoint, config, TrainerState.read(checkpoint).optimizerSteps())) {
            return open(spec, stored);
        }
    }

    private static TrainingSession open(TrainingSpec spec, InitialState initial) {
        return new BoundTrainingSession(spec, initial);
    }

    /** Fills in the value at each place. */
    void value(List<Episode> episodes) {
        for (PackedRollouts<Episode> pass : PassFeeds.valuePasses(episodes, places, tokenBudget)) {
            session.evaluate(PassFeeds.value(pass, 0));
            pass.forEach(session.scores(), (episode, values) -> episode.values = values);
        }
    }

    /**
     * One optimizer step on the returns of {@code episodes}.
     *
     * @return the loss without its factor; not finite where the step was left out
     */
    double update(List<Episode> episodes, double learningRate) {
        double weight = lossFactor / episodes.stream().mapToInt(places).sum();
        double loss = 0;
        for (PackedRollouts<Episode> pass : PassFeeds.valuePasses(episodes, places, tokenBudget)) {
            loss += session.accumulate(PassFeeds.value(pass, weight));
        }
        if (Double.isFinite(loss) && Double.isFinite(session.gradientNorm())) {
            session.update(learningRate);
            return loss / lossFactor;
        }
        session.discard();
        return Double.NaN;
    }

    /** Writes the model into a folder of its own in {@code parent}. */
    void write(Path parent) {
        files.write(folder(parent), session);
    }

    /** Writes into a folder in {@code checkpoint} what a run goes on from. */
    void save(Path checkpoint, long step, String dataHash) {
        Checkpoints.writeModel(folder(checkpoint), files, session);
        new TrainerState(step, session.step(), 0, 0, dataHash).write(folder(checkpoint));
    }

    private static Path folder(Path parent) {
        try {
            return Files.createDirectories(parent.resolve(FOLDER));
        } catch (IOException failed) {
            throw UserError.failed(parent.resolve(FOLDER) + " cannot be made (" + failed + ")", failed);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
