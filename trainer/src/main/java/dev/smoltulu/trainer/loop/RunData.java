package dev.smoltulu.trainer.loop;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run's examples, and how they become batches. */
public interface RunData {

    /** Number of examples to train on. */
    int examples();

    /** SHA-256 (hex) of the examples to train on: equal exactly where training would be. */
    String contentHash();

    /** What became of the rows, in a line each, by name. */
    Map<String, String> summaries();

    /**
     * Called once, before the model is loaded.
     *
     * @throws InterruptedException when the console's stop signal came
     */
    default void prepare(Path runFolder) throws InterruptedException {
    }

    /** The batch of the training examples at {@code indices}. */
    StepBatch batch(int[] indices);

    /** The batch as far as it is known before {@link #prepare}: its tokens. */
    default StepBatch preview(int[] indices) {
        return batch(indices);
    }

    /** All examples to measure on as one batch, if the recipe names any. */
    Optional<StepBatch> evaluation();

    /**
     * Called after every evaluation.
     *
     * @param scores of each pass, in order
     */
    default void evaluated(Path runFolder, List<float[]> scores) {
    }
}
