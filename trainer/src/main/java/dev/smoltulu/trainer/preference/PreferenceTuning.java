package dev.smoltulu.trainer.preference;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.config.ModelHead;
import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.trainer.loop.RunData;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.reference.ReferenceModel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Direct preference optimisation: {@code smoltulu dpo}.
 *
 * @param referenceFolder the recipe's reference_model, found on this machine, where it names one
 * @param shared          folder in which runs share reference log-probabilities
 */
public record PreferenceTuning(Optional<Path> referenceFolder, Optional<Path> shared) implements TrainingTask {

    @Override
    public String title() {
        return "Preference tuning";
    }

    @Override
    public LlamaConfig trained(LlamaConfig stored, Path folder) {
        if (stored.head() != ModelHead.LANGUAGE_MODEL) {
            throw UserError.failed(folder + " is a reward model; dpo needs a language model");
        }
        return stored;
    }

    @Override
    public TrainingObjective objective(Recipe recipe) {
        return new PreferenceObjective(recipe.number(RecipeKey.BETA), recipe.number(RecipeKey.LABEL_SMOOTHING));
    }

    @Override
    public int sequencesPerExample() {
        return 2;
    }

    @Override
    public RunData load(RunSetup setup) throws InterruptedException {
        ReferenceModel reference = ReferenceModel.of(setup, referenceFolder.orElse(setup.modelFolder()));
        return new DpoData(setup, PairRows.load(setup), reference, shared);
    }
}
