package dev.smoltulu.trainer.loop;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Examples whose loss is known before the model is: a step is one batch and one update. */
public interface BatchData extends RunData {

    /** The first passes of a batch have its longest examples, the later ones may have more targets. */
    int MEASURED_PASSES = 3;

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
    default void evaluated(Path runFolder, List<float[]> scores) {}

    /** Those of a batch of the longest examples. */
    @Override
    default List<Map<String, long[]>> largestPasses(int batchSize) {
        long[] lengths = IntStream.range(0, examples())
                .mapToLong(i -> tokens(new int[] {i}).all())
                .toArray();
        int[] longest = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> lengths[i]).reversed())
                .limit(batchSize)
                .mapToInt(Integer::intValue)
                .toArray();
        return batch(longest).passes().stream()
                .limit(MEASURED_PASSES)
                .map(pass -> {
                    Map<String, long[]> shapes = new LinkedHashMap<>();
                    pass.get().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
                    return shapes;
                })
                .toList();
    }

    @Override
    default RunSteps steps(OpenRun run) {
        return new BatchSteps(this, run);
    }
}
