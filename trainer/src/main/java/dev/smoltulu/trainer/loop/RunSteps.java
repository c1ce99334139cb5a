package dev.smoltulu.trainer.loop;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a run does in a step and to measure itself. What comes out depends on the models and the step's number alone. */
public interface RunSteps extends AutoCloseable {

    /**
     * What a step did.
     *
     * @param gradNorm      global norm of the gradient before clipping
     * @param tokens        that went through the model for the loss
     * @param trainedTokens those of them that carry loss
     * @param skipped       updates left out because loss or gradient was not finite
     * @param measures      what else was measured, by the names of metrics.jsonl
     */
    record Result(
            double loss, double gradNorm, long tokens, long trainedTokens, int skipped, Map<String, Double> measures) {}

    /**
     * Makes step {@code step}, counted from 0.
     *
     * @return nothing if a signal came, which leaves the models as they were before the step
     */
    Optional<Result> step(long step, double learningRate);

    /** Whether there is anything to measure on. */
    boolean evaluates();

    /**
     * Measures the models as they are after {@code step} steps, by the names that steps have for the same.
     *
     * @return nothing if a signal came
     */
    Optional<Map<String, Double>> evaluate(long step);

    /** The measure of {@link #evaluate} whose greatest value marks the model to keep beside the last. */
    default Optional<String> bestBy() {
        return Optional.empty();
    }

    /** Writes into a checkpoint what the run goes on from beside the session's model. */
    default void save(Path checkpoint, long step) {}

    /** Everything that was recorded so far is on the disk when this returns. */
    default void sync() {}

    /** Writes into the run folder what the run made beside the session's model. */
    default void finish() {}

    @Override
    default void close() {}
}
