package dev.smoltulu.trainer.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts a batch into parts that fit one forward and backward pass. Sequences of like length go together, because
 * attention fills a rectangle as long as the longest; the sum of the parts does not depend on the cut.
 */
public final class MicroBatches {

    private MicroBatches() {
    }

    /**
     * Groups of sequences, the longest first.
     *
     * @param tokenBudget most tokens of a group; a longer sequence makes a group of its own
     */
    public static List<List<WeightedSequence>> of(List<WeightedSequence> batch, int tokenBudget) {
        List<WeightedSequence> longestFirst = new ArrayList<>(batch);
        longestFirst.sort(Comparator.comparingInt(WeightedSequence::length).reversed());
        List<List<WeightedSequence>> groups = new ArrayList<>();
        List<WeightedSequence> group = new ArrayList<>();
        int tokens = 0;
        for (WeightedSequence sequence : longestFirst) {
            if (!group.isEmpty() && tokens + sequence.length() > tokenBudget) {
                groups.add(List.copyOf(group));
                group.clear();
                tokens = 0;
            }
            group.add(sequence);
            tokens += sequence.length();
        }
        groups.add(List.copyOf(group));
        return groups;
    }
}
