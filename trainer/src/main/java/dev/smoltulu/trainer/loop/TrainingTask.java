package dev.smoltulu.trainer.loop;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.nio.file.Path;

/** What differs between runs: the model's head, the loss, and how rows become batches. */
public interface TrainingTask {

    /** What the run does, for people: "Supervised finetuning". */
    String title();

    /**
     * The configuration of what is trained.
     *
     * @param stored that of the model in {@code folder}
     * @throws dev.smoltulu.base.UserError when such a model cannot be trained for this
     */
    LlamaConfig trained(LlamaConfig stored, Path folder);

    TrainingObjective objective(Recipe recipe);

    /** Token sequences that an example consists of; the most tokens of a pass depend on it. */
    int sequencesPerExample();

    /** Examples that a step trains on, none of which is divided between passes. */
    default long examplesPerStep(Recipe recipe) {
        return recipe.whole(RecipeKey.BATCH_SIZE);
    }

    /**
     * Reads the rows.
     *
     * @throws InterruptedException when the console's stop signal came
     */
    RunData load(RunSetup setup) throws InterruptedException;
}
