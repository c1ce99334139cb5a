package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.PolicyObjective.KlPenalty;
import dev.smoltulu.trainer.recipe.Algorithm;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.util.Optional;

/** The policy's loss as recipes have it. */
final class PolicyObjectives {

    private PolicyObjectives() {}

    /** Whether the divergence from the reference is part of the loss, and not of the reward. */
    static boolean penalised(Recipe recipe) {
        return recipe.choice(RecipeKey.ALGORITHM, Algorithm.class) == Algorithm.GRPO
                && recipe.number(RecipeKey.BETA) > 0;
    }

    /** With entropies, which every step tells. */
    static PolicyObjective of(Recipe recipe) {
        return objective(recipe, true);
    }

    /** The reference's: nobody asks for its entropies. */
    static PolicyObjective ofReference(Recipe recipe) {
        return objective(recipe, false);
    }

    private static PolicyObjective objective(Recipe recipe, boolean entropies) {
        Optional<KlPenalty> penalty = penalised(recipe)
                ? Optional.of(new KlPenalty(
                        recipe.choice(RecipeKey.KL_ESTIMATOR, KlEstimator.class), recipe.number(RecipeKey.BETA)))
                : Optional.empty();
        return new PolicyObjective(
                recipe.number(RecipeKey.TEMPERATURE),
                recipe.number(RecipeKey.CLIPRANGE),
                recipe.number(RecipeKey.CLIP_HIGHER),
                penalty,
                entropies);
    }
}
