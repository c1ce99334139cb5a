package dev.smoltulu.runtime.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Cuts sequences into groups that fit one pass. Sequences of like length go together, because attention fills a
 * rectangle as long as the longest.
 */
public final class TokenBudget {

    private TokenBudget() {
    }

    /**
     * Groups of sequences, the longest first; those of one length keep their order.
     *
     * @param length a sequence's tokens
     * @param budget most tokens of a group; a longer sequence makes a group of its own
     */
    public static <T> List<List<T>> groups(List<T> sequences, ToIntFunction<T> length, int budget) {
        List<T> longestFirst = new ArrayList<>(sequences);
        longestFirst.sort(Comparator.comparingInt(length).reversed());
        List<List<T>> groups = new ArrayList<>();
        List<T> group = new ArrayList<>();
        int tokens = 0;
        for (T sequence : longestFirst) {
            int more = length.applyAsInt(sequence);
            if (!group.isEmpty() && tokens + more > budget) {
                groups.add(List.copyOf(group));
                group.clear();
                tokens = 0;
            }
            group.add(sequence);
            tokens += more;
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return groups;
    }
}
