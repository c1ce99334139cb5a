package dev.smoltulu.tools.verbs;

import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.preference.PreferenceTuning;
import dev.smoltulu.trainer.preference.RewardModelling;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.rlvr.ReinforcementLearning;
import dev.smoltulu.trainer.sft.Finetuning;

/** What recipes train for, with the models that they need found. */
final class TrainingTasks {

    private TrainingTasks() {}

    static TrainingTask of(Recipe recipe, Console console) {
        return switch (recipe.objective()) {
            case SFT -> new Finetuning();
            case DPO ->
                new PreferenceTuning(
                        RecipeModels.locateReference(recipe, console),
                        console.cacheFolder().map(folder -> folder.resolve("reference")));
            case REWARD -> new RewardModelling();
            case RLVR ->
                new ReinforcementLearning(
                        RecipeModels.locateReference(recipe, console),
                        RecipeModels.locateValue(recipe, console),
                        TaskBenchmarks.of(recipe, console));
        };
    }
}
