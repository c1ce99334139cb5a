package dev.smoltulu.runtime.training;

import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.graphs.objective.TargetInputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Packs labelled sequences into the inputs of the training graphs, as {@link TokenInputs} describes them. */
final class PackedBatch {

    private static final long IGNORED = -100;

    /**
     * A sequence and what it trains.
     *
     * @param labels as long as {@code ids}; -100 where a token is not trained
     */
    record Labelled(long[] ids, long[] labels) {

        long trained() {
            return Arrays.stream(labels).skip(1).filter(label -> label != IGNORED).count();
        }
    }

    private PackedBatch() {
    }

    /** The inputs of {@code micro}, a part of {@code batch}; their losses add up to that of the batch. */
    static Map<String, HostTensor> of(List<Labelled> micro, List<Labelled> batch, LossReduction reduction,
            int headChunks) {
        int longest = micro.stream().mapToInt(sequence -> sequence.ids().length).max().orElseThrow();
        int tokens = micro.stream().mapToInt(sequence -> sequence.ids().length).sum();
        boolean filler = tokens < longest * micro.size();
        int row = filler ? tokens + 1 : tokens;
        long[] ids = new long[row];
        long[] positions = new long[row];
        long[] tokenSlots = new long[row];
        long[] slotTokens = new long[longest * micro.size()];
        Arrays.fill(slotTokens, row - 1);
        List<Long> targetPositions = new ArrayList<>();
        List<Long> targetIds = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        long batchTokens = batch.stream().mapToLong(Labelled::trained).sum();
        int token = 0;
        for (int i = 0; i < micro.size(); i++) {
            Labelled sequence = micro.get(i);
            double weight = reduction.tokenWeight(sequence.trained(), batchTokens, batch.size());
            for (int j = 0; j < sequence.ids().length; j++, token++) {
                ids[token] = sequence.ids()[j];
                positions[token] = j;
                tokenSlots[token] = (long) i * longest + j;
                slotTokens[i * longest + j] = token;
                if (j > 0 && sequence.labels()[j] != IGNORED) {
                    targetPositions.add(token - 1L);
                    targetIds.add(sequence.labels()[j]);
                    weights.add((float) weight);
                }
            }
        }
        if (filler) {
            tokenSlots[tokens] = firstFree(slotTokens, tokens);
        }
        int targets = (targetIds.size() + headChunks - 1) / headChunks * headChunks;
        float[] weightArray = new float[targets];
        for (int i = 0; i < weights.size(); i++) {
            weightArray[i] = weights.get(i);
        }
        return Map.of(
                TokenInputs.IDS, new HostTensor.Longs(ids, row),
                TokenInputs.POSITIONS, new HostTensor.Longs(positions, row),
                TokenInputs.SLOT_TOKENS, new HostTensor.Longs(slotTokens, micro.size(), longest),
                TokenInputs.TOKEN_SLOTS, new HostTensor.Longs(tokenSlots, row),
                TargetInputs.POSITIONS, new HostTensor.Longs(padded(targetPositions, targets), targets),
                TargetInputs.IDS, new HostTensor.Longs(padded(targetIds, targets), targets),
                TargetInputs.WEIGHTS, new HostTensor.Floats(weightArray, targets));
    }

    private static long firstFree(long[] slotTokens, long filler) {
        return LongStream.range(0, slotTokens.length).filter(slot -> slotTokens[(int) slot] == filler).findFirst()
                .orElseThrow();
    }

    private static long[] padded(List<Long> elements, int size) {
        return Arrays.copyOf(elements.stream().mapToLong(Long::longValue).toArray(), size);
    }
}
