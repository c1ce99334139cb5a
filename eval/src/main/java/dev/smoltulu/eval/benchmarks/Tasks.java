package dev.smoltulu.eval.benchmarks;

import dev.smoltulu.base.UserError;
import java.util.List;

/** The tasks by name. */
public final class Tasks {

    private static final List<String> NAMES = List.of("arc_easy", "arc_challenge", "hellaswag", "gsm8k", "ifeval");

    private Tasks() {}

    /** Of the tasks that the program brings. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * The task of this name, or of the task file at this path if it ends in .json.
     *
     * @param known names that an error lists
     * @throws UserError usage, for a name that no task has, or a task file that declares something wrong
     */
    public static TaskDefinition find(String name, List<String> known) {
        if (name.endsWith(".json")) {
            return TaskFile.read(name);
        }
        return switch (name) {
            case "arc_easy" -> ArcTask.task(name, "Easy");
            case "arc_challenge" -> ArcTask.task(name, "Challenge");
            case "hellaswag" -> HellaSwagTask.task();
            case "gsm8k" -> Gsm8kTask.task();
            case "ifeval" -> IfevalTask.task();
            default ->
                throw UserError.usage("unknown task '" + name + "' in `tasks`; there is " + String.join(", ", known)
                        + ", and FILE.json with a task of your own");
        };
    }
}
