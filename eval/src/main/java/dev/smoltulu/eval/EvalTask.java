package dev.smoltulu.eval;

import dev.smoltulu.base.UserError;
import dev.smoltulu.eval.benchmarks.TaskDefinition;
import dev.smoltulu.eval.benchmarks.Tasks;
import dev.smoltulu.eval.perplexity.Perplexity;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a model can be evaluated on. */
public sealed interface EvalTask {

    /** The name by which users and results know it. */
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
     * @throws UserError usage, for a name that no task has, with those that exist; or for a broken file
     */
    static List<EvalTask> parse(String names) {
        Map<String, EvalTask> tasks = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (String word : names.split(",", -1)) {
            String name = word.strip();
            if (tasks.containsKey(name)) {
                continue;
            }
            EvalTask task =
                    name.equals(Perplexity.NAME) ? new RollingPerplexity() : new Benchmark(Tasks.find(name, names()));
            if (!taken.add(task.name())) {
                throw UserError.usage(name + ": another task in `tasks` is called '" + task.name() + "' too; give one "
                        + "of them another name");
            }
            tasks.put(name, task);
        }
        return List.copyOf(tasks.values());
    }
}
