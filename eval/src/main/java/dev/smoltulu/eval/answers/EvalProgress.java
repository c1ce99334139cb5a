package dev.smoltulu.eval.answers;

/** Receives the progress of an evaluation. */
@FunctionalInterface
public interface EvalProgress {

    /**
     * Comes after every forward pass, or every answer that is finished.
     *
     * @param task  its name
     * @param unit  what is counted, for instance tokens
     * @param done  of them so far
     * @param total of them in this task
     */
    void advanced(String task, String unit, long done, long total);

    /**
     * Comes before a task of which an earlier run that was cut off has answers.
     *
     * @param answers that are there
     * @param total   answers of the task
     */
    default void resumed(String task, int answers, int total) {}
}
