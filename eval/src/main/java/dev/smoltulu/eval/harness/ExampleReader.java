package dev.smoltulu.eval.harness;

import dev.smoltulu.eval.data.DataRow;

/** What a task's rows mean. */
@FunctionalInterface
public interface ExampleReader {

    /**
     * Makes an example of a row.
     *
     * @param index the row's place in its split, from 0
     * @throws dev.smoltulu.base.UserError naming file, row and key where the row is not one of the task's
     */
    Example read(int index, DataRow row);
}
