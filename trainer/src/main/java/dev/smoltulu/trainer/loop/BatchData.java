package dev.smoltulu.trainer.loop;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Examples whose loss is known before the model is: a step is one batch and one update. */
public interface BatchData extends RunData {

    /** The batch of the training examples at {@code indices}. */
    StepBatch batch(int[] indices);

    /** The batch as far as it is known before {@link #prepare}: its tokens. */
    default StepBatch preview(int[] indices) {
        return batch(indices);
    }

    @Override
    default TokenCount tokens(int[] indices) {
        StepBatch batch = preview(indices);
        return new TokenCount(batch.tokens(), batch.trainedTokens());
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

    @Override
    default RunSteps steps(OpenRun run) {
        return new BatchSteps(this, run);
    }
}
