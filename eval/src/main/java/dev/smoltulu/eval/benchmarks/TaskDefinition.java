package dev.smoltulu.eval.benchmarks;

import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.eval.task.TaskSources;

/** A task that can be asked for. */
public interface TaskDefinition {

    /** The name by which users and results know it. */
    String name();

    /**
     * Reads the task's documents and makes its prompts.
     *
     * @throws dev.smoltulu.base.UserError for data that are missing or broken, and settings that the task cannot follow
     */
    TaskPlan plan(PromptContext context, TaskSources sources);
}
