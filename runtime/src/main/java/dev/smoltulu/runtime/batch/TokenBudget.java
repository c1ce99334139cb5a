package dev.smoltulu.runtime.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Cuts a batch into groups that fit one pass. Sequences of similar length go together, because attention sees a
 * rectangle that is as long as the longest.
 */
public final class TokenBudget {

    private TokenBudget() {}

    /**
     * Groups of sequences, the longest first; those of one length keep their order.
     *
     * @param length a sequence's tokens
     * @param budget maximum tokens of a group; a longer sequence makes a group of its own
     */
    public static <T> List<List<T>> groups(List<T> sequences, ToIntFunction<T> length, int budget) {
        return groups(sequences, length, budget, Long.MAX_VALUE);
    }

    /**
     * Groups as above whose attention is limited too.
     *
     * @param maxPairs maximum pairs of slots in a group's attention, which has the square of the longest sequence for
     *                 each sequence; a longer sequence makes a group of its own
     */
    public static <T> List<List<T>> groups(List<T> sequences, ToIntFunction<T> length, int budget, long maxPairs) {
        List<T> longestFirst = new ArrayList<>(sequences);
        longestFirst.sort(Comparator.comparingInt(length).reversed());
        List<List<T>> groups = new ArrayList<>();
        List<T> group = new ArrayList<>();
        int tokens = 0;
        long longest = 0;
        for (T sequence : longestFirst) {
            int more = length.applyAsInt(sequence);
            boolean full = tokens + more > budget || (group.size() + 1) * longest * longest > maxPairs;
            if (!group.isEmpty() && full) {
                groups.add(List.copyOf(group));
                group.clear();
                tokens = 0;
            }
            longest = group.isEmpty() ? more : longest;
            group.add(sequence);
            tokens += more;
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return groups;
    }
}
