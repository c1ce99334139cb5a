package dev.smoltulu.trainer.recipe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How rollouts become updates in reinforcement learning, with the constants published for each (open-instruct,
 * docs/tulu3.md). They stand where a recipe says nothing.
 */
public enum Algorithm {
    /**
     * Group-relative policy optimisation as in Tulu 3.1 8B: a response's advantage is how its reward compares with the
     * other responses to its prompt; the distance from the reference is part of the loss.
     */
    GRPO(Map.of(
            RecipeKey.BATCH_SIZE,
            48L,
            RecipeKey.NUMBER_SAMPLES_PER_PROMPT,
            16L,
            RecipeKey.NUM_EPOCHS,
            1L,
            RecipeKey.NUM_MINI_BATCHES,
            2L,
            RecipeKey.LEARNING_RATE,
            5e-7,
            RecipeKey.LR_SCHEDULER_TYPE,
            "constant",
            RecipeKey.BETA,
            0.01,
            RecipeKey.KL_ESTIMATOR,
            "kl3",
            RecipeKey.PENALTY_REWARD_VALUE,
            0.0)),
    /**
     * Proximal policy optimisation as in Tulu 3, with batch size and learning rate of SmolTulu-Reinforced: a value model
     * says what a token is worth; the distance from the reference is part of the reward.
     */
    PPO(Map.of(
            RecipeKey.BATCH_SIZE,
            32L,
            RecipeKey.NUMBER_SAMPLES_PER_PROMPT,
            1L,
            RecipeKey.NUM_EPOCHS,
            4L,
            RecipeKey.NUM_MINI_BATCHES,
            1L,
            RecipeKey.LEARNING_RATE,
            3e-6,
            RecipeKey.LR_SCHEDULER_TYPE,
            "linear",
            RecipeKey.BETA,
            0.05,
            RecipeKey.KL_ESTIMATOR,
            "kl1",
            RecipeKey.PENALTY_REWARD_VALUE,
            -10.0));

    private final Map<RecipeKey, Object> defaults;

    Algorithm(Map<RecipeKey, Object> defaults) {
        this.defaults = defaults;
    }

    /** The name in a recipe. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static String[] words() {
        return Arrays.stream(values()).map(Algorithm::word).toArray(String[]::new);
    }

    static Algorithm of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    Optional<Object> defaultOf(RecipeKey key) {
        return Optional.ofNullable(defaults.get(key));
    }
}
