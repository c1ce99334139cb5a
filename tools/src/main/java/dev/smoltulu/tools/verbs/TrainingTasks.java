package dev.smoltulu.tools.verbs;

import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.preference.DpoTask;
import dev.smoltulu.trainer.preference.RewardTask;
import dev.smoltulu.trainer.recipe.DpoConfig;
import dev.smoltulu.trainer.recipe.GrpoConfig;
import dev.smoltulu.trainer.recipe.PpoConfig;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RewardConfig;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import dev.smoltulu.trainer.recipe.SftConfig;
import dev.smoltulu.trainer.rlvr.GrpoTask;
import dev.smoltulu.trainer.rlvr.PpoTask;
import dev.smoltulu.trainer.sft.SftTask;
import java.nio.file.Path;
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
            case RLVR -> reinforcement(recipe.config(RlvrConfig.class), console);
        };
    }

    /** The same without other models, of which only the loss is asked for. */
    static TrainingTask ofLoss(Recipe recipe) {
        return switch (recipe.objective()) {
            case SFT -> new SftTask(recipe.config(SftConfig.class));
            case DPO -> new DpoTask(recipe.config(DpoConfig.class), Optional.empty(), Optional.empty());
            case REWARD -> new RewardTask(recipe.config(RewardConfig.class));
            case RLVR -> reinforcementLoss(recipe.config(RlvrConfig.class));
        };
    }

    private static TrainingTask reinforcement(RlvrConfig config, Console console) {
        Optional<Path> reference = RecipeModels.locate(config.policy().referenceModel(), console);
        if (config instanceof PpoConfig ppo) {
            Path value =
                    RecipeModels.locate(Optional.of(ppo.valueModel()), console).orElseThrow();
            return new PpoTask(ppo, reference, value, TaskBenchmarks.of(config, console));
        }
        return new GrpoTask((GrpoConfig) config, reference, TaskBenchmarks.of(config, console));
    }

    private static TrainingTask reinforcementLoss(RlvrConfig config) {
        return config instanceof PpoConfig ppo
                ? new PpoTask(ppo, Optional.empty(), Path.of(ppo.valueModel()), Optional.empty())
                : new GrpoTask((GrpoConfig) config, Optional.empty(), Optional.empty());
    }
}
