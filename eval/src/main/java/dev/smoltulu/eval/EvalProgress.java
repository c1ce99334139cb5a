package dev.smoltulu.eval;

/** Is told how far an evaluation is. */
@FunctionalInterface
public interface EvalProgress {

    /**
     * Comes after every forward pass.
     *
     * @param task  its name
     * @param done  tokens scored so far
     * @param total tokens to score in this task
     */
    void advanced(String task, long done, long total);
}
