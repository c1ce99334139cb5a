package dev.smoltulu.trainer.recipe;

import dev.smoltulu.graphs.objective.KlEstimator;
import java.util.Map;
import java.util.Optional;

/**
 * How rollouts become updates in reinforcement learning; decides which configuration an rlvr recipe is. Where a recipe
 * says nothing, the constants published for each hold (open-instruct, docs/tulu3.md).
 */
public enum Algorithm {
    /**
     * Group-relative policy optimisation as in Tulu 3.1 8B: a response's advantage is how its reward compares with the
     * other responses to its prompt; the distance from the reference is part of the loss.
     */
    GRPO(GrpoConfig.class),
    /**
     * Proximal policy optimisation as in Tulu 3, with batch size and learning rate of SmolTulu-Reinforced: a value model
     * says what a token is worth; the distance from the reference is part of the reward.
     */
    PPO(PpoConfig.class);

    /** Apart from the constants, which the table of keys needs before it is complete. */
    private static final class Defaults {
        private static final Map<RecipeKey, Object> GRPO = Map.of(
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
                LearningRateSchedule.Kind.CONSTANT,
                RecipeKey.BETA,
                0.01,
                RecipeKey.KL_ESTIMATOR,
                KlEstimator.KL3,
                RecipeKey.PENALTY_REWARD_VALUE,
                0.0);
        private static final Map<RecipeKey, Object> PPO = Map.of(
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
                LearningRateSchedule.Kind.LINEAR,
                RecipeKey.BETA,
                0.05,
                RecipeKey.KL_ESTIMATOR,
                KlEstimator.KL1,
                RecipeKey.PENALTY_REWARD_VALUE,
                -10.0);
    }

    private final Class<? extends RlvrConfig> config;

    Algorithm(Class<? extends RlvrConfig> config) {
        this.config = config;
    }

    /** The name in a recipe. */
    public String word() {
        return ValueType.Choice.word(this);
    }

    Class<? extends RlvrConfig> config() {
        return config;
    }

    Optional<Object> defaultOf(RecipeKey key) {
        return Optional.ofNullable((this == GRPO ? Defaults.GRPO : Defaults.PPO).get(key));
    }
}
