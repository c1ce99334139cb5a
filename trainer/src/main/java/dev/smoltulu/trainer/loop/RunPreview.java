package dev.smoltulu.trainer.loop;

import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.run.RunConsole;
import java.nio.file.Path;

/** What runs over the same rows would do, without doing it. */
public final class RunPreview {

    /**
     * The way of one run.
     *
     * @param steps         optimizer steps
     * @param examples      examples that it sees, each as often as it is seen
     * @param tokens        tokens of these
     * @param trainedTokens those of them that carry loss
     */
    public record Course(long steps, long examples, long tokens, long trainedTokens) {

        private Course plus(RunData.TokenCount more, long count, long times) {
            return new Course(
                    steps,
                    examples + times * count,
                    tokens + times * more.all(),
                    trainedTokens + times * more.trained());
        }
    }

    private final RunSettings settings;
    private final RunData data;

    private RunPreview(RunSettings settings, RunData data) {
        this.settings = settings;
        this.data = data;
    }

    /**
     * Reads the rows of {@code recipe}.
     *
     * @param modelFolder the recipe's model, found on this machine
     * @throws InterruptedException when the console's stop signal came
     */
    public static RunPreview load(TrainingTask task, Recipe recipe, Path modelFolder, RunConsole console)
            throws InterruptedException {
        LlamaConfig config = task.trained(LlamaConfig.read(modelFolder), modelFolder);
        RunSettings settings = RunSettings.of(recipe, task, config);
        return new RunPreview(settings, task.load(new RunSetup(recipe, modelFolder, config, settings, console)));
    }

    /** Examples to train on. */
    public int examples() {
        return data.examples();
    }

    /** The way of a run of {@code recipe}, whose rows and model are those that were loaded. */
    public Course course(Recipe recipe) {
        SampleOrder order = new SampleOrder(
                data.examples(),
                (int) Math.min(recipe.whole(RecipeKey.BATCH_SIZE), data.examples()),
                recipe.isOn(RecipeKey.SHUFFLE),
                recipe.whole(RecipeKey.SEED));
        long steps = new RunSettings(
                        recipe,
                        settings.objective(),
                        settings.maxLength(),
                        settings.tokenBudget(),
                        settings.headChunks())
                .totalSteps(order);
        long epochs = steps / order.stepsPerEpoch();
        Course course = new Course(steps, 0, 0, 0);
        if (epochs > 0) {
            course = course.plus(data.tokens(order.permutation(0)), data.examples(), epochs);
        }
        for (long step = epochs * order.stepsPerEpoch(); step < steps; step++) {
            int[] batch = order.batch(step);
            course = course.plus(data.tokens(batch), batch.length, 1);
        }
        return course;
    }
}
