package dev.smoltulu.sweep.cell;

import dev.smoltulu.sweep.plan.StudyPlan;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * The program's commands. A study runs its cells through them, so every objective that has a command can be swept.
 *
 * <p>Each returns its exit code: 0 done; 1 failed; 2 the settings are wrong; 130 or 143 stopped by a signal, everything
 * saved. Results and progress go to {@code out} and {@code err}; when a command fails, the last line on {@code err} says
 * why.
 */
public interface Commands {

    /**
     * Trains.
     *
     * @param objective the command's name, such as {@code sft}
     * @param recipe    file with the complete recipe
     * @param resume    whether the run folder may hold an unfinished run
     */
    int train(String objective, Path recipe, boolean resume, PrintStream out, PrintStream err);

    /**
     * Evaluates a model.
     *
     * @param model  its folder
     * @param output folder for the results
     */
    int evaluate(Path model, StudyPlan.Evaluation evaluation, Path output, PrintStream out, PrintStream err);
}
