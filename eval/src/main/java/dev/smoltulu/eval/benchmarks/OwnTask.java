package dev.smoltulu.eval.benchmarks;

import dev.smoltulu.base.UserError;
import dev.smoltulu.eval.harness.Benchmark;
import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.eval.task.TaskSources;
import java.nio.file.Path;

/** A task of the user's. */
record OwnTask(Path file, Benchmark benchmark) implements TaskDefinition {

    @Override
    public String name() {
        return benchmark.name();
    }

    @Override
    public TaskPlan plan(PromptContext context, TaskSources sources) {
        if (context.settings().flavor() != Flavor.LM_EVAL) {
            throw UserError.usage(file + ": a task file defines a task of lm-eval; run it without `flavor` "
                    + context.settings().flavor().key());
        }
        return benchmark.plan(context, sources);
    }
}
