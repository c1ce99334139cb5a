package dev.smoltulu.eval.benchmarks;

import dev.smoltulu.UserError;
import dev.smoltulu.eval.grading.InstructionChecks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks by name. */
public final class Tasks {

    private static final List<String> NAMES = List.of("arc_easy", "arc_challenge", "hellaswag", "gsm8k", "ifeval");

    private Tasks() {
    }

    /** Of the tasks that the program brings. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * Reads names, or paths of task files that end in .json, with commas between them; the same name twice is one
     * task.
     *
     * @param checks decides which instructions of IFEval a response follows
     * @throws UserError usage, for a name that no task has, with those that exist, for a task file that declares
     *                   something wrong, and for two task files of one name
     */
    public static List<TaskDefinition> parse(String names, InstructionChecks checks) {
        Map<String, TaskDefinition> tasks = new LinkedHashMap<>();
        for (String name : names.split(",", -1)) {
            TaskDefinition task = find(name.strip(), checks);
            TaskDefinition before = tasks.putIfAbsent(task.name(), task);
            if (before instanceof OwnTask other && task instanceof OwnTask own && !other.file().equals(own.file())) {
                throw UserError.usage(own.file() + ": its task is called '" + own.name() + "' as that of "
                        + other.file() + "; give it another name");
            }
        }
        return List.copyOf(tasks.values());
    }

    private static TaskDefinition find(String name, InstructionChecks checks) {
        if (name.endsWith(".json")) {
            return TaskFile.read(name);
        }
        return switch (name) {
            case "arc_easy" -> Arc.task(name, "Easy");
            case "arc_challenge" -> Arc.task(name, "Challenge");
            case "hellaswag" -> HellaSwag.task();
            case "gsm8k" -> Gsm8k.task();
            case "ifeval" -> Ifeval.task(checks);
            default -> throw UserError.usage("unknown task '" + name + "' in --tasks; there is "
                    + String.join(", ", NAMES) + ", and a task file ending in .json");
        };
    }
}
