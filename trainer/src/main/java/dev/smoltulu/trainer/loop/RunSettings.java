package dev.smoltulu.trainer.loop;

import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.HeadChunks;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.training.TrainingSpec;
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
public record RunSettings(Recipe recipe, TrainingObjective objective, int maxLength, int tokenBudget, int headChunks) {

    /** Most tokens of a pass, far more than fit in memory: the graph has nodes for every part of its head. */
    private static final long MOST_TOKENS = 1 << 20;

    static RunSettings of(Recipe recipe, TrainingTask task, LlamaConfig config) {
        int maxLength = Math.toIntExact(Math.min(recipe.whole(RecipeKey.MAX_LENGTH), config.maxPositions()));
        int exampleTokens = Math.multiplyExact(task.sequencesPerExample(), maxLength);
        long batchTokens = Math.min(task.examplesPerStep(recipe), MOST_TOKENS) * exampleTokens;
        int budget = (int) Math.min(Math.min(recipe.whole(RecipeKey.MICRO_BATCH_TOKENS), batchTokens), MOST_TOKENS);
        int chunks = HeadChunks.of(Math.max(budget, exampleTokens), config.vocabSize());
        return new RunSettings(recipe, task.objective(recipe), maxLength, budget, chunks);
    }

    /** How the training graph is cut. */
    public TrainingGraphs.Options graphs() {
        return graphs(objective);
    }

    /** The same for another objective. */
    public TrainingGraphs.Options graphs(TrainingObjective trainedFor) {
        return new TrainingGraphs.Options(
                trainedFor,
                maxLength,
                headChunks,
                recipe.isOn(RecipeKey.GRADIENT_CHECKPOINTING),
                recipe.text(RecipeKey.PRECISION).equals("bf16"));
    }

    /** How sessions run their graphs. */
    public SessionSettings session() {
        SessionSettings session = SessionSettings.on(Device.parse(recipe.text(RecipeKey.DEVICE)));
        return recipe.isOn(RecipeKey.TF32) ? session.withTf32() : session;
    }

    /** The session of a run's model. */
    TrainingSpec spec(LlamaConfig config) {
        return spec(config, objective);
    }

    /** A session that trains a model of {@code config} for another objective, in all else alike. */
    public TrainingSpec spec(LlamaConfig config, TrainingObjective trainedFor) {
        return new TrainingSpec(
                config,
                graphs(trainedFor),
                new AdamW(
                        recipe.number(RecipeKey.ADAM_BETA1),
                        recipe.number(RecipeKey.ADAM_BETA2),
                        recipe.number(RecipeKey.ADAM_EPSILON),
                        recipe.number(RecipeKey.WEIGHT_DECAY)),
                recipe.optionalNumber(RecipeKey.MAX_GRAD_NORM),
                session());
    }

    /** The session with passes of another size, for predictions. */
    TrainingSpec spec(LlamaConfig config, int passTokens, boolean checkpointing) {
        TrainingSpec spec = spec(config);
        TrainingGraphs.Options graphs = new TrainingGraphs.Options(
                objective,
                maxLength,
                HeadChunks.of(passTokens, config.vocabSize()),
                checkpointing,
                spec.graphs().bf16());
        return new TrainingSpec(config, graphs, spec.optimizer(), spec.maxGradNorm(), spec.settings());
    }

    /** The order that the examples come in. */
    public SampleOrder order(int examples) {
        return new SampleOrder(
                examples,
                (int) Math.min(recipe.whole(RecipeKey.BATCH_SIZE), examples),
                recipe.isOn(RecipeKey.SHUFFLE),
                recipe.whole(RecipeKey.SEED));
    }

    /** Steps of the whole run: max_steps, else total_episodes' or the epochs' batches, rounded up. */
    public long totalSteps(SampleOrder order) {
        return recipe.optionalWhole(RecipeKey.MAX_STEPS)
                .orElseGet(() -> recipe.optionalWhole(RecipeKey.TOTAL_EPISODES).stream()
                        .map(this::stepsOfEpisodes)
                        .findFirst()
                        .orElseGet(() ->
                                (long) Math.ceil(recipe.number(RecipeKey.NUM_TRAIN_EPOCHS) * order.stepsPerEpoch())));
    }

    private long stepsOfEpisodes(long episodes) {
        long episodesPerStep = Math.multiplyExact(
                recipe.whole(RecipeKey.BATCH_SIZE), recipe.whole(RecipeKey.NUMBER_SAMPLES_PER_PROMPT));
        return (episodes - 1) / episodesPerStep + 1;
    }

    LearningRateSchedule schedule(long totalSteps) {
        long warmup = recipe.optionalWhole(RecipeKey.WARMUP_STEPS)
                .orElseGet(() -> LearningRateSchedule.warmupSteps(totalSteps, recipe.number(RecipeKey.WARMUP_RATIO)));
        return new LearningRateSchedule(
                recipe.choice(RecipeKey.LR_SCHEDULER_TYPE, LearningRateSchedule.Kind.class),
                recipe.number(RecipeKey.LEARNING_RATE),
                totalSteps,
                warmup);
    }
}
