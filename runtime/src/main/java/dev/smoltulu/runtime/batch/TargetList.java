package dev.smoltulu.runtime.batch;

import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** The trained tokens of one micro batch: the packed token that each follows, its id, its weight, its sequence. */
final class TargetList {

    private record Target(int position, int id, float weight, int sequence) {}

    private final List<Target> targets = new ArrayList<>();

    /**
     * Adds the trained tokens of sequence number {@code number}.
     *
     * @param place  which packed token each token of the sequence is
     * @param weight of each of its trained tokens
     */
    void add(int number, LabelledTokens sequence, IntUnaryOperator place, float weight) {
        int[] labels = sequence.labels();
        for (int i = 1; i < labels.length; i++) {
            if (labels[i] != LabelledTokens.IGNORED) {
                targets.add(new Target(place.applyAsInt(i - 1), labels[i], weight, number));
            }
        }
    }

    /** Adds targets of weight 0 up to a multiple of {@code headChunks}, and at least one. */
    void pad(int headChunks) {
        while (targets.isEmpty() || targets.size() % headChunks != 0) {
            targets.add(new Target(0, 0, 0f, 0));
        }
    }

    /** Adds the inputs that {@link TargetInputs} describes. */
    void addTo(Map<String, HostTensor> feeds) {
        int count = targets.size();
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = targets.get(i).weight();
        }
        feeds.put(
                TargetInputs.POSITIONS,
                new HostTensor.Longs(
                        targets.stream().mapToLong(Target::position).toArray(), count));
        feeds.put(
                TargetInputs.IDS,
                new HostTensor.Longs(targets.stream().mapToLong(Target::id).toArray(), count));
        feeds.put(TargetInputs.WEIGHTS, new HostTensor.Floats(weights, count));
    }

    /** The number of each target's sequence, int64 [targets]. */
    HostTensor sequences() {
        return new HostTensor.Longs(targets.stream().mapToLong(Target::sequence).toArray(), targets.size());
    }
}
