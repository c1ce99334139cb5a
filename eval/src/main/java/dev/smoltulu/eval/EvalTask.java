package dev.smoltulu.eval;

import dev.smoltulu.UserError;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a model can be evaluated on. */
public enum EvalTask {
    /** Rolling log-likelihood of the documents of a file. */
    PERPLEXITY(1);

    private final int version;

    EvalTask(int version) {
        this.version = version;
    }

    /** As {@code --tasks} and the results have it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Grows when a change of the task changes its numbers. */
    public int version() {
        return version;
    }

    /**
     * Reads names with commas between them.
     *
     * @throws UserError usage, for a name that no task has, with those that exist
     */
    public static List<EvalTask> parse(String names) {
        Set<EvalTask> tasks = new LinkedHashSet<>();
        for (String name : names.split(",", -1)) {
            tasks.add(find(name.strip()));
        }
        return List.copyOf(tasks);
    }

    private static EvalTask find(String name) {
        return Arrays.stream(values()).filter(task -> task.key().equals(name)).findFirst().orElseThrow(() ->
                UserError.usage("unknown task '" + name + "' in --tasks; there is " + Arrays.stream(values())
                        .map(EvalTask::key).collect(Collectors.joining(", "))));
    }
}
