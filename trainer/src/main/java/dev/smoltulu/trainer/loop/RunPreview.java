package dev.smoltulu.trainer.loop;

import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.trainer.recipe.TrainingConfig;
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

    private final RunData data;

    private RunPreview(RunData data) {
        this.data = data;
    }

    /**
     * Reads the rows of {@code task}.
     *
     * @param modelFolder its recipe's model, found on this machine
     * @throws InterruptedException when the console's stop signal came
     */
    public static RunPreview load(TrainingTask task, Path modelFolder, RunConsole console) throws InterruptedException {
        return new RunPreview(task.load(RunSetup.of(task, modelFolder, console)));
    }

    /** Examples to train on. */
    public int examples() {
        return data.rows().training().size();
    }

    /** The way of a run of {@code config}, whose rows and model are those that were loaded. */
    public Course course(TrainingConfig config) {
        SampleOrder order = config.steps().order(examples());
        long steps = config.totalSteps(order.stepsPerEpoch());
        long epochs = steps / order.stepsPerEpoch();
        Course course = new Course(steps, 0, 0, 0);
        if (epochs > 0) {
            course = course.plus(data.tokens(order.permutation(0)), examples(), epochs);
        }
        for (long step = epochs * order.stepsPerEpoch(); step < steps; step++) {
            int[] batch = order.batch(step);
            course = course.plus(data.tokens(batch), batch.length, 1);
        }
        return course;
    }
}
