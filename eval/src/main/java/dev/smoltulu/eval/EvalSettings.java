package dev.smoltulu.eval;

import dev.smoltulu.eval.model.ModelChoice;
import dev.smoltulu.eval.task.PromptSettings;
import dev.smoltulu.eval.task.TaskSources;
import java.nio.file.Path;
import java.util.List;

/**
 * What is evaluated, and where the results go.
 *
 * @param tasks          at least one
 * @param prompts        how documents become prompts
 * @param sources        where their documents are
 * @param output         folder for the results; made if missing
 * @param programVersion of this program, for the results
 */
public record EvalSettings(
        ModelChoice model,
        List<EvalTask> tasks,
        PromptSettings prompts,
        TaskSources sources,
        Path output,
        String programVersion) {

    public EvalSettings {
        tasks = List.copyOf(tasks);
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no task");
        }
    }
}
