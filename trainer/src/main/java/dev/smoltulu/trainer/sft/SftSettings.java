package dev.smoltulu.trainer.sft;

import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.HeadChunks;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.training.TrainingSpec;
import dev.smoltulu.trainer.batch.SampleOrder;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.schedule.LearningRateSchedule;

/**
 * The numbers of a recipe that the loop works with.
 *
 * @param maxLength   most tokens of a sequence, no more than the model has positions
 * @param tokenBudget tokens of one forward and backward pass
 * @param headChunks  parts the output head works in
 */
record SftSettings(Recipe recipe, int maxLength, int tokenBudget, int headChunks, LossReduction reduction) {

    /** Most tokens of a pass, far more than fit in memory: the graph has nodes for every part of its head. */
    private static final long MOST_TOKENS = 1 << 20;

    static SftSettings of(Recipe recipe, LlamaConfig config) {
        int maxLength = Math.toIntExact(Math.min(recipe.whole(RecipeKey.MAX_LENGTH), config.maxPositions()));
        long batchTokens = Math.min(recipe.whole(RecipeKey.BATCH_SIZE), MOST_TOKENS) * maxLength;
        int budget = (int) Math.min(Math.min(recipe.whole(RecipeKey.MICRO_BATCH_TOKENS), batchTokens), MOST_TOKENS);
        int chunks = HeadChunks.of(Math.max(budget, maxLength), config.vocabSize());
        return new SftSettings(recipe, maxLength, budget, chunks,
                recipe.choice(RecipeKey.LOSS_REDUCTION, LossReduction.class));
    }

    TrainingSpec spec(LlamaConfig config) {
        return new TrainingSpec(config,
                new TrainingGraphs.Options(maxLength, headChunks, recipe.isOn(RecipeKey.GRADIENT_CHECKPOINTING)),
                new AdamW(recipe.number(RecipeKey.ADAM_BETA1), recipe.number(RecipeKey.ADAM_BETA2),
                        recipe.number(RecipeKey.ADAM_EPSILON), recipe.number(RecipeKey.WEIGHT_DECAY)),
                recipe.optionalNumber(RecipeKey.MAX_GRAD_NORM),
                SessionSettings.on(Device.parse(recipe.text(RecipeKey.DEVICE))));
    }

    SampleOrder order(int examples) {
        return new SampleOrder(examples, (int) Math.min(recipe.whole(RecipeKey.BATCH_SIZE), examples),
                recipe.isOn(RecipeKey.SHUFFLE), recipe.whole(RecipeKey.SEED));
    }

    /** Optimizer steps of the whole run: max_steps, or the epochs' batches rounded up. */
    long totalSteps(SampleOrder order) {
        return recipe.optionalWhole(RecipeKey.MAX_STEPS).orElseGet(() ->
                (long) Math.ceil(recipe.number(RecipeKey.NUM_TRAIN_EPOCHS) * order.stepsPerEpoch()));
    }

    LearningRateSchedule schedule(long totalSteps) {
        long warmup = recipe.optionalWhole(RecipeKey.WARMUP_STEPS).orElseGet(() ->
                LearningRateSchedule.warmupSteps(totalSteps, recipe.number(RecipeKey.WARMUP_RATIO)));
        return new LearningRateSchedule(
                recipe.choice(RecipeKey.LR_SCHEDULER_TYPE, LearningRateSchedule.Kind.class),
                recipe.number(RecipeKey.LEARNING_RATE), totalSteps, warmup);
    }
}
