package dev.smoltulu.eval.data;

import dev.smoltulu.eval.task.TaskSources;
import java.nio.file.Path;
import java.util.List;

/** Where the rows of a task lie. */
@FunctionalInterface
public interface SplitFiles {

    /**
     * The files of a split, in the order of their rows.
     *
     * @throws dev.smoltulu.base.UserError that says where they were looked for
     */
    List<Path> files(String split, TaskSources sources);
}
