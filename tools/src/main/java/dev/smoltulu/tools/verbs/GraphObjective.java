package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.graphs.objective.ValueObjective;
import dev.smoltulu.trainer.preference.RewardTask;
import dev.smoltulu.trainer.recipe.Algorithm;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.PpoConfig;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;

/** What training graphs can be written for: a recipe's objective, of which its loss alone is asked for. */
enum GraphObjective {
    SFT(Objective.SFT),
    DPO(Objective.DPO, RecipeKey.LOSS_TYPE, RecipeKey.BETA, RecipeKey.LABEL_SMOOTHING),
    REWARD(Objective.REWARD),
    GRPO(
            Objective.RLVR,
            RecipeKey.TEMPERATURE,
            RecipeKey.CLIPRANGE,
            RecipeKey.CLIP_HIGHER,
            RecipeKey.KL_ESTIMATOR,
            RecipeKey.BETA),
    PPO(Objective.RLVR, RecipeKey.TEMPERATURE, RecipeKey.CLIPRANGE, RecipeKey.CLIP_HIGHER),
    VALUE(Objective.RLVR, RecipeKey.CLIPRANGE_VALUE);

    private final Objective recipes;
    private final List<RecipeKey> keys;

    GraphObjective(Objective recipes, RecipeKey... keys) {
        this.recipes = recipes;
        this.keys = List.of(keys);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static String words() {
        return Arrays.stream(values()).map(GraphObjective::word).collect(Collectors.joining(", "));
    }

    static GraphObjective named(String word) {
        return Arrays.stream(values())
                .filter(objective -> objective.word().equals(word))
                .findFirst()
                .orElseThrow(() -> UserError.usage("--objective must be one of " + words() + ", not \"" + word + "\""));
    }

    /** The kind of recipe that has this loss. */
    Objective recipes() {
        return recipes;
    }

    /** Keys of such a recipe that the loss depends on and others do not have. */
    List<RecipeKey> keys() {
        return keys;
    }

    /**
     * The recipe that file and flags make up.
     *
     * @throws UserError usage, also when a flag is about another objective
     */
    Recipe recipe(CommandLine line) {
        for (GraphObjective other : values()) {
            for (RecipeKey key : other.keys) {
                if (line.hasOption(RecipeFlags.name(key)) && !keys.contains(key)) {
                    throw UserError.usage(
                            "--" + RecipeFlags.name(key) + " is of no use to --objective " + word() + "; leave it out");
                }
            }
        }
        Map<RecipeKey, String> given = new HashMap<>(Map.of(RecipeKey.DATA, "unused", RecipeKey.OUTPUT_DIR, "unused"));
        switch (this) {
            case SFT, DPO, REWARD -> {}
            case GRPO -> given.put(RecipeKey.ALGORITHM, Algorithm.GRPO.word());
            case PPO, VALUE ->
                given.putAll(Map.of(RecipeKey.ALGORITHM, Algorithm.PPO.word(), RecipeKey.VALUE_MODEL, "unused"));
        }
        return RecipeFlags.recipe(recipes, line, given);
    }

    /** The configuration of what is trained, where {@code stored} is that of the model in {@code folder}. */
    LlamaConfig trained(Recipe recipe, LlamaConfig stored, Path folder) {
        return this == VALUE
                ? RewardTask.rewardModel(stored, folder)
                : TrainingTasks.ofLoss(recipe).trained(stored, folder);
    }

    TrainingObjective loss(Recipe recipe) {
        return this == VALUE
                ? new ValueObjective(recipe.config(PpoConfig.class).cliprangeValue())
                : TrainingTasks.ofLoss(recipe).objective();
    }
}
