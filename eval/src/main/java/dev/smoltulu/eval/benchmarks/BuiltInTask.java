package dev.smoltulu.eval.benchmarks;

import dev.smoltulu.eval.harness.Benchmark;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.eval.task.TaskSources;

/** A task of the program, as each harness defines it. */
record BuiltInTask(Benchmark lmEval, Benchmark lighteval) implements TaskDefinition {

    @Override
    public String name() {
        return lmEval.name();
    }

    @Override
    public TaskPlan plan(PromptContext context, TaskSources sources) {
        Benchmark benchmark = switch (context.settings().flavor()) {
            case LM_EVAL -> lmEval;
            case LIGHTEVAL -> lighteval;
        };
        return benchmark.plan(context, sources);
    }
}
