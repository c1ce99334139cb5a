package dev.smoltulu.trainer.preference;

import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;

/**
 * How log-probabilities become rewards: reward = beta * scale * (policy - reference).
 *
 * @param normalised whether a sequence's scale is 1 / its trained tokens instead of 1
 */
record DpoLoss(double beta, boolean normalised) {

    static DpoLoss of(Recipe recipe) {
        return new DpoLoss(
                recipe.number(RecipeKey.BETA), recipe.text(RecipeKey.LOSS_TYPE).equals("dpo_norm"));
    }

    float scale(TokenSequence sequence) {
        return normalised ? 1f / sequence.trainedTokens() : 1f;
    }
}
