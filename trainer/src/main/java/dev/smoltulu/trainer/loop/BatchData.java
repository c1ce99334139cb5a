package dev.smoltulu.trainer.loop;

import dev.smoltulu.data.TokenDataset;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Examples whose loss is known before the model is: a step is one batch and one update. */
public interface BatchData<E> extends RunData {

    /** The first passes of a batch have its longest examples, the later ones may have more targets. */
    int MEASURED_PASSES = 3;

    @Override
    RunRows<TokenDataset<E>> rows();

    /** Tokens of an example that carry loss. */
    long trainedTokens(E example);

    /** The batch of the training examples at {@code indices}. */
    Batch batch(int[] indices);

    /** All examples to measure on as one batch, if the recipe names any. */
    Optional<Batch> evaluation();

    /**
     * Called after every evaluation.
     *
     * @param scores of each pass, in order
     */
    default void evaluated(Path runFolder, List<float[]> scores) {}

    @Override
    default TokenCount tokens(int[] indices) {
        TokenDataset<E> examples = rows().training();
        return new TokenCount(
                IntStream.of(indices).mapToLong(examples::length).sum(),
                IntStream.of(indices)
                        .mapToLong(index -> trainedTokens(examples.get(index)))
                        .sum());
    }

    /** Those of a batch of the longest examples. */
    @Override
    default List<Map<String, long[]>> largestPasses(int batchSize) {
        TokenDataset<E> examples = rows().training();
        int[] longest = IntStream.range(0, examples.size())
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> examples.length(i))
                        .reversed())
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
