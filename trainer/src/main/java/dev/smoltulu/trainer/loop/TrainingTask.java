package dev.smoltulu.trainer.loop;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.config.ModelHead;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.trainer.recipe.TrainingConfig;
import java.nio.file.Path;

/** An algorithm with its configuration: the model's head, the loss, and how rows become batches. */
public interface TrainingTask {

    TrainingConfig config();

    /** What the run does, for people: "Supervised finetuning". */
    String title();

    /**
     * The configuration of what is trained.
     *
     * @param stored that of the model in {@code folder}
     * @throws UserError when such a model cannot be trained for this
     */
    LlamaConfig trained(LlamaConfig stored, Path folder);

    /** The loss, as nodes of the training graph. */
    TrainingObjective objective();

    /** Token sequences that an example consists of; the maximum of a pass's tokens depends on it. */
    default int sequencesPerExample() {
        return 1;
    }

    /**
     * Reads the rows.
     *
     * @throws InterruptedException when the console's stop signal came
     */
    RunData load(RunSetup setup) throws InterruptedException;

    /**
     * {@code stored}, which must be a language model's.
     *
     * @param verb that needs one, for the error
     * @throws UserError for a reward model
     */
    static LlamaConfig languageModel(LlamaConfig stored, Path folder, String verb) {
        if (stored.head() != ModelHead.LANGUAGE_MODEL) {
            throw UserError.failed(folder + " is a reward model; " + verb + " needs a language model");
        }
        return stored;
    }
}
