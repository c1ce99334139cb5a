package dev.smoltulu.trainer.sft;

import dev.smoltulu.base.UserError;
import dev.smoltulu.data.SftDataset;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.config.ModelHead;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.graphs.objective.SftObjective;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.trainer.loop.RunData;
import dev.smoltulu.trainer.loop.RunRows;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.nio.file.Path;

/** Supervised finetuning: {@code smoltulu sft}. */
public final class Finetuning implements TrainingTask {

    @Override
    public String title() {
        return "Supervised finetuning";
    }

    @Override
    public LlamaConfig trained(LlamaConfig stored, Path folder) {
        if (stored.head() != ModelHead.LANGUAGE_MODEL) {
            throw UserError.failed(folder + " is a reward model; sft needs a language model");
        }
        return stored;
    }

    @Override
    public TrainingObjective objective(Recipe recipe) {
        return new SftObjective();
    }

    @Override
    public int sequencesPerExample() {
        return 1;
    }

    @Override
    public RunData load(RunSetup setup) throws InterruptedException {
        RunRows<SftDataset> rows = RunRows.load(
                setup,
                setup.recipe().isOn(RecipeKey.ASSISTANT_ONLY_LOSS),
                SftDataset::load,
                dataset -> dataset.report().summary());
        return new SftData(
                rows, setup.settings(), setup.recipe().choice(RecipeKey.LOSS_REDUCTION, LossReduction.class));
    }
}
