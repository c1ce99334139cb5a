package dev.smoltulu.eval.benchmarks;

import com.google.gson.JsonObject;
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

    /** What a task's prompts are made of, in the words of lm-evaluation-harness's task files, for the results. */
    static final class Declared {

        private final JsonObject json = new JsonObject();

        /** Of a dataset on the hub, or of one of its configurations. */
        static Declared dataset(String path, String configuration) {
            return new Declared().with("dataset_path", path).with("dataset_name", configuration);
        }

        Declared with(String key, String value) {
            json.addProperty(key, value);
            return this;
        }

        JsonObject json() {
            return json.deepCopy();
        }
    }
}
