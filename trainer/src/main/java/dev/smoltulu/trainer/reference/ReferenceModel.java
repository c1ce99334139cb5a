package dev.smoltulu.trainer.reference;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.config.ModelHead;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.training.EvaluationSession;
import dev.smoltulu.trainer.checkpoint.InitialModel;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.run.Fingerprint;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What a policy is compared with: a model folder's weights, or the random ones that a run starts from.
 *
 * @param randomSeed seed of random weights; empty where the folder's are taken
 */
public record ReferenceModel(Path folder, LlamaConfig config, OptionalLong randomSeed) {

    /**
     * The reference of a run.
     *
     * @param folder the recipe's reference_model where it names one, else its model
     */
    public static ReferenceModel of(RunSetup setup, Path folder) {
        LlamaConfig config = LlamaConfig.read(folder);
        if (config.head() != ModelHead.LANGUAGE_MODEL) {
            throw UserError.usage("reference_model " + folder + " is a reward model; give a language model");
        }
        if (config.vocabSize() != setup.model().vocabSize()) {
            throw UserError.usage("reference_model " + folder + " has " + config.vocabSize() + " tokens, the model "
                    + setup.model().vocabSize() + "; both must read the same token ids");
        }
        boolean random = setup.config().model().random() && folder.equals(setup.modelFolder());
        return new ReferenceModel(
                folder, config, random ? OptionalLong.of(setup.config().steps().seed()) : OptionalLong.empty());
    }

    /** Adds all that log-probabilities depend on: configuration and weights. */
    public void addTo(Fingerprint fingerprint) {
        if (randomSeed.isPresent()) {
            fingerprint.add(config.toJson()).add("random " + randomSeed.getAsLong());
        } else {
            fingerprint.addModel(folder, config);
        }
    }

    /**
     * Loads the weights. What is closed gives their memory back.
     *
     * @param graphs whose forward pass it runs
     */
    public Loaded open(TrainingGraphs.Options graphs, SessionSettings settings) {
        return new Loaded(this, graphs, settings);
    }

    /** The reference model in memory. */
    public static final class Loaded implements AutoCloseable {

        private final OwnedResources owned;
        private final EvaluationSession session;

        private Loaded(ReferenceModel model, TrainingGraphs.Options graphs, SessionSettings settings) {
            try (OwnedResources opening = new OwnedResources();
                    InitialModel initial = model.randomSeed.isPresent()
                            ? InitialModel.random(model.config, model.randomSeed.getAsLong())
                            : InitialModel.pretrained(model.folder, model.config)) {
                ModelParameters parameters =
                        opening.own(ModelParameters.of(model.config, settings.device(), initial::parameter));
                this.session = opening.own(new EvaluationSession(model.config, graphs, parameters.tensors(), settings));
                this.owned = opening.release();
            }
        }

        public EvaluationSession session() {
            return session;
        }

        @Override
        public void close() {
            owned.close();
        }
    }
}
