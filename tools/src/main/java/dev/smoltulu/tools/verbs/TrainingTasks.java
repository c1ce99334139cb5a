package dev.smoltulu.tools.verbs;

import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.preference.DpoTask;
import dev.smoltulu.trainer.preference.RewardTask;
import dev.smoltulu.trainer.recipe.DpoConfig;
import dev.smoltulu.trainer.recipe.PpoConfig;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RewardConfig;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import dev.smoltulu.trainer.recipe.SftConfig;
import dev.smoltulu.trainer.rlvr.ReinforcementLearning;
import dev.smoltulu.trainer.sft.SftTask;
import java.util.Optional;

/** What recipes train for. */
final class TrainingTasks {

    private TrainingTasks() {}

    /** The recipe's task, with the models that it needs found. */
    static TrainingTask of(Recipe recipe, Console console) {
        return switch (recipe.objective()) {
            case SFT -> new SftTask(recipe.config(SftConfig.class));
            case DPO -> {
                DpoConfig config = recipe.config(DpoConfig.class);
                yield new DpoTask(
                        config,
                        RecipeModels.locate(config.referenceModel(), console),
                        console.cacheFolder().map(folder -> folder.resolve("reference")));
            }
            case REWARD -> new RewardTask(recipe.config(RewardConfig.class));
            case RLVR -> {
                RlvrConfig config = recipe.config(RlvrConfig.class);
                Optional<String> valueModel =
                        config instanceof PpoConfig ppo ? Optional.of(ppo.valueModel()) : Optional.empty();
                yield new ReinforcementLearning(
                        config,
                        RecipeModels.locate(config.policy().referenceModel(), console),
                        RecipeModels.locate(valueModel, console),
                        TaskBenchmarks.of(config, console));
            }
        };
    }

    /** The same without other models, of which only the loss is asked for. */
    static TrainingTask ofLoss(Recipe recipe) {
        return switch (recipe.objective()) {
            case SFT -> new SftTask(recipe.config(SftConfig.class));
            case DPO -> new DpoTask(recipe.config(DpoConfig.class), Optional.empty(), Optional.empty());
            case REWARD -> new RewardTask(recipe.config(RewardConfig.class));
            case RLVR ->
                new ReinforcementLearning(
                        recipe.config(RlvrConfig.class), Optional.empty(), Optional.empty(), Optional.empty());
        };
    }
}
