package dev.smoltulu.trainer.loop;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A run's rows, and what its steps do with them. */
public interface RunData {

    /**
     * Tokens of examples.
     *
     * @param trained those of them that carry loss
     */
    record TokenCount(long all, long trained) {}

    RunRows<?> rows();

    /**
     * Called once, before the model is loaded.
     *
     * @throws InterruptedException when the console's stop signal came
     */
    default void prepare(Path runFolder) throws InterruptedException {}

    /** Bytes of disk that the run takes beside its model and its checkpoints of it. */
    default long furtherBytes(long keptCheckpoints) {
        return 0;
    }

    /** Tokens of the training examples at {@code indices}, as far as they are known before {@link #prepare}. */
    TokenCount tokens(int[] indices);

    /**
     * The shapes of the inputs of passes of which one is the largest, or nearly so, by name; none where they depend on
     * what the model writes.
     *
     * @param batchSize examples of a step
     */
    default List<Map<String, long[]>> largestPasses(int batchSize) {
        return List.of();
    }

    /** The steps of {@code run}, which are closed before its session is. */
    RunSteps steps(OpenRun run);
}
