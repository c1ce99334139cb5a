package dev.smoltulu.runtime.training;

import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.batch.PackedTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Packs labelled sequences into the inputs of the training graphs, as {@link PackedTokens} and {@link TargetInputs} describe them. */
final class PackedBatch {

    private static final long IGNORED = -100;

    /**
     * A sequence and what it trains.
     *
     * @param labels as long as {@code ids}; -100 where a token is not trained
     */
    record Labelled(long[] ids, long[] labels) {

        long trained() {
            return Arrays.stream(labels)
                    .skip(1)
                    .filter(label -> label != IGNORED)
                    .count();
        }
    }

    private PackedBatch() {}

    /** The inputs of {@code micro}, a part of {@code batch}; their losses add up to that of the batch. */
    static Map<String, HostTensor> of(
            List<Labelled> micro, List<Labelled> batch, LossReduction reduction, int headChunks) {
        PackedTokens tokens = PackedTokens.of(micro.stream()
                .map(sequence ->
                        Arrays.stream(sequence.ids()).mapToInt(Math::toIntExact).toArray())
                .toList());
        List<Long> targetPositions = new ArrayList<>();
        List<Long> targetIds = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        long batchTokens = batch.stream().mapToLong(Labelled::trained).sum();
        for (int i = 0; i < micro.size(); i++) {
            Labelled sequence = micro.get(i);
            double weight = reduction.tokenWeight(sequence.trained(), batchTokens, batch.size());
            for (int j = 1; j < sequence.ids().length; j++) {
                if (sequence.labels()[j] != IGNORED) {
                    targetPositions.add(tokens.starts()[i] + j - 1L);
                    targetIds.add(sequence.labels()[j]);
                    weights.add((float) weight);
                }
            }
        }
        int targets = (targetIds.size() + headChunks - 1) / headChunks * headChunks;
        float[] weightArray = new float[targets];
        for (int i = 0; i < weights.size(); i++) {
            weightArray[i] = weights.get(i);
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>(tokens.feeds());
        feeds.put(TargetInputs.POSITIONS, new HostTensor.Longs(padded(targetPositions, targets), targets));
        feeds.put(TargetInputs.IDS, new HostTensor.Longs(padded(targetIds, targets), targets));
        feeds.put(TargetInputs.WEIGHTS, new HostTensor.Floats(weightArray, targets));
        return feeds;
    }

    private static long[] padded(List<Long> elements, int size) {
        return Arrays.copyOf(elements.stream().mapToLong(Long::longValue).toArray(), size);
    }
}
