package dev.smoltulu.eval.benchmarks;

import dev.smoltulu.eval.task.PromptSettings;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.eval.task.TaskSources;

/** A task that can be asked for. */
public interface TaskDefinition {

    /** As {@code --tasks} and the results have it. */
    String name();

    /**
     * Reads the task's documents and makes its prompts.
     *
     * @throws dev.smoltulu.base.UserError for data that are missing or broken, and settings that the task cannot follow
     */
    TaskPlan plan(PromptSettings settings, TaskSources sources);
}
