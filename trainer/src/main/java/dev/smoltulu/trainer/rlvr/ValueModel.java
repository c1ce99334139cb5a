package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.config.ModelHead;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.graphs.objective.ValueObjective;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedRollouts;
import dev.smoltulu.runtime.training.BoundTrainingSession;
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
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * PPO's value model: a reward model whose score head is read at every place of a response, trained beside the policy by
 * an optimizer of its own, stored in every checkpoint.
 */
final class ValueModel implements AutoCloseable {

    /** The model's folder within a checkpoint and a finished run. */
    private static final String FOLDER = "value_model";

    /** A value model as a run finds it: the recipe's value_model, a reward model's folder. */
    record Source(Path folder, LlamaConfig config) {

        /**
         * Reads its configuration.
         *
         * @param policy the model whose returns it predicts
         * @throws UserError usage, when the model in {@code folder} cannot be a value model
         */
        static Source of(Path folder, LlamaConfig policy) {
            LlamaConfig config = LlamaConfig.read(folder);
            if (config.head() != ModelHead.SCORE) {
                throw UserError.usage("value_model " + folder + " is a language model; give a reward model, which "
                        + "smoltulu reward trains");
            }
            if (config.vocabSize() != policy.vocabSize()) {
                throw UserError.usage("value_model " + folder + " has " + config.vocabSize() + " tokens, the model "
                        + policy.vocabSize() + "; both must read the same token ids");
            }
            return new Source(folder, config);
        }
    }

    private final PpoConfig config;
    private final RunSetup setup;
    private final ModelFiles files;
    private final TrainingSession session;

    /**
     * Opens the model in {@code source}, or as a checkpoint has it.
     *
     * @param checkpoint of the run that is resumed
     */
    ValueModel(PpoTask task, RunSetup setup, Source source, Optional<Path> checkpoint) {
        this.config = task.config();
        this.setup = setup;
        this.files = new ModelFiles(source.config(), source.folder());
        TrainingSpec spec = setup.spec(source.config(), task.valueObjective());
        this.session = checkpoint
                .map(found -> resume(spec, found.resolve(FOLDER)))
                .orElseGet(() -> start(spec, source.folder()));
    }

    private static TrainingSession start(TrainingSpec spec, Path folder) {
        try (InitialModel initial = InitialModel.pretrained(folder, spec.config())) {
            return new BoundTrainingSession(spec, initial);
        }
    }

    private static TrainingSession resume(TrainingSpec spec, Path checkpoint) {
        try (Checkpoints.Stored stored = new Checkpoints.Stored(
                checkpoint, spec.config(), TrainerState.read(checkpoint).optimizerSteps())) {
            return new BoundTrainingSession(spec, stored);
        }
    }

    /** Places of a response: before each token and, unless the response takes all of response_length, after the last. */
    int places(Rollout rollout) {
        int maxLength = Sampler.Limits.of(config.rollouts(), setup.maxLength()).response();
        return rollout.length() < maxLength ? rollout.length() + 1 : rollout.length();
    }

    /** V at each place of each rollout, by the model as it is. */
    List<float[]> values(List<Rollout> rollouts) {
        float[][] values = new float[rollouts.size()][];
        List<Integer> indices = IntStream.range(0, rollouts.size()).boxed().toList();
        for (PackedRollouts<Integer> pass : passes(indices, rollouts::get)) {
            HostTensor zeros = pass.perRollout(i -> 0);
            session.evaluate(inputs(pass, zeros, zeros, zeros));
            pass.forEach(session.scores(), (i, numbers) -> values[i] = numbers);
        }
        return List.of(values);
    }

    /**
     * One optimizer step on a mini-batch: on vf_coef times the mean loss of its places.
     *
     * @return the mean loss; NaN where the update was skipped because loss or gradient was not finite
     */
    double update(List<PpoTask.Episode> batch, double learningRate) {
        double weight = config.vfCoef()
                / batch.stream().mapToInt(episode -> episode.returns().length).sum();
        double loss = 0;
        for (PackedRollouts<PpoTask.Episode> pass : passes(batch, PpoTask.Episode::rollout)) {
            loss += session.accumulate(inputs(
                    pass,
                    pass.perRollout(episode -> weight),
                    pass.perToken(PpoTask.Episode::oldValues),
                    pass.perToken(episode -> PpoTask.narrow(episode.returns()))));
        }
        return PolicyUpdates.updateIfFinite(session, loss, session.gradientNorm(), learningRate)
                ? loss / config.vfCoef()
                : Double.NaN;
    }

    private <T> List<PackedRollouts<T>> passes(List<T> items, Function<T, Rollout> rollout) {
        return PackedRollouts.ofPlaces(
                items, item -> rollout.apply(item).packed(), item -> places(rollout.apply(item)), setup.tokenBudget());
    }

    /** What goes into the graph: the packed tokens, and for each place its weight in the loss, V_old and G. */
    private static Map<String, HostTensor> inputs(
            PackedRollouts<?> pass, HostTensor weights, HostTensor oldValues, HostTensor returns) {
        Map<String, HostTensor> inputs = pass.feeds();
        inputs.put(TargetInputs.WEIGHTS, weights);
        inputs.put(ValueObjective.OLD_VALUES, oldValues);
        inputs.put(ValueObjective.RETURNS, returns);
        return inputs;
    }

    /** Writes the model into a folder of its own in {@code runFolder}. */
    void write(Path runFolder) {
        files.write(createFolder(runFolder), session);
    }

    /** Writes into a folder of its own in {@code checkpoint} what a resumed run needs. */
    void save(Path checkpoint, long step, String dataHash) {
        Path folder = createFolder(checkpoint);
        Checkpoints.writeModel(folder, files, session);
        new TrainerState(step, session.step(), 0, 0, dataHash).write(folder);
    }

    private static Path createFolder(Path parent) {
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
