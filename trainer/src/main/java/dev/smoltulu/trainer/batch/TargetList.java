package dev.smoltulu.trainer.batch;

import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.training.HostTensor;
import dev.smoltulu.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** The trained tokens of one pass: the packed token each follows, its id, its share of the loss, its sequence. */
final class TargetList {

    private record Target(int token, int id, float weight, int sequence) {}

    private final List<Target> targets = new ArrayList<>();

    /**
     * Adds the trained tokens of sequence number {@code number}.
     *
     * @param place  where each of its tokens stands in the packed row
     * @param weight of each of its trained tokens
     */
    void add(int number, TokenSequence sequence, IntUnaryOperator place, float weight) {
        int[] labels = sequence.labels();
        for (int i = 1; i < labels.length; i++) {
            if (labels[i] != TokenSequence.IGNORED) {
                targets.add(new Target(place.applyAsInt(i - 1), labels[i], weight, number));
            }
        }
    }

    /** Fills up to a multiple of {@code headChunks}, at least once, with targets of weight 0. */
    void fill(int headChunks) {
        while (targets.isEmpty() || targets.size() % headChunks != 0) {
            targets.add(new Target(0, 0, 0f, 0));
        }
    }

    /** The inputs that {@link TargetInputs} describes. */
    Map<String, HostTensor> feeds() {
        float[] weights = new float[targets.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = targets.get(i).weight();
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>();
        feeds.put(
                TargetInputs.POSITIONS,
                new HostTensor.Longs(targets.stream().mapToLong(Target::token).toArray(), weights.length));
        feeds.put(
                TargetInputs.IDS,
                new HostTensor.Longs(targets.stream().mapToLong(Target::id).toArray(), weights.length));
        feeds.put(TargetInputs.WEIGHTS, new HostTensor.Floats(weights, weights.length));
        return feeds;
    }

    /** Each target's sequence number. */
    HostTensor sequences() {
        return new HostTensor.Longs(targets.stream().mapToLong(Target::sequence).toArray(), targets.size());
    }
}
