package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;

/**
 * How a verdict becomes a reward, as in open-instruct: {@code right} times the verdict's score; a response without an
 * end token gets {@code penalty} instead where that is on, whatever it says.
 */
record RewardRules(double right, boolean penalised, double penalty) {

    static RewardRules of(Recipe recipe) {
        return new RewardRules(
                recipe.number(RecipeKey.VERIFICATION_REWARD),
                recipe.isOn(RecipeKey.NON_STOP_PENALTY),
                recipe.number(RecipeKey.PENALTY_REWARD_VALUE));
    }

    double reward(double score, boolean ended) {
        return penalised && !ended ? penalty : right * score;
    }
}
