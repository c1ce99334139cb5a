package dev.smoltulu.eval;

import dev.smoltulu.eval.perplexity.Perplexity;
import dev.smoltulu.eval.benchmarks.TaskDefinition;
import dev.smoltulu.eval.benchmarks.Tasks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a model can be evaluated on. */
public sealed interface EvalTask {
    dev.smoltulu.eval.grading.InstructionChecks TEMP = (d, w) -> { throw new IllegalStateException(); };

    /** As {@code --tasks} and the results have it. */
    String name();

    /** Rolling log-likelihood of the documents of a file. */
    record RollingPerplexity() implements EvalTask {

        @Override
        public String name() {
            return Perplexity.NAME;
        }
    }

    /** Questions with known answers. */
    record Benchmark(TaskDefinition definition) implements EvalTask {

        @Override
        public String name() {
            return definition.name();
        }
    }

    /** The names that {@link #parse} knows. */
    static List<String> names() {
        return Stream.concat(Tasks.names().stream(), Stream.of(Perplexity.NAME)).toList();
    }

    /**
     * Reads names, or files of tasks, with commas between them.
     *
     * @throws dev.smoltulu.UserError usage, for a name that no task has, with those that exist; or for a broken file
     */
    static List<EvalTask> parse(String names) {
        Map<String, EvalTask> tasks = new LinkedHashMap<>();
        for (String name : names.split(",", -1)) {
            EvalTask task = name.strip().equals(Perplexity.NAME) ? new RollingPerplexity()
                    : new Benchmark(Tasks.find(name.strip(), names(), TEMP));
            tasks.putIfAbsent(task.name(), task);
        }
        return List.copyOf(tasks.values());
    }
}
