package dev.smoltulu.tokenizer.bpe;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How often each pair of neighbouring tokens occurs, and in which words. A pair is one long: the left id in the
 * high half, the right id in the low half, so comparing two longs compares left ids first, then right ids.
 */
final class PairCounts {

    private final Map<Long, Long> counts = new HashMap<>();
    private final Map<Long, Set<Integer>> words = new HashMap<>();

    static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    static int left(long pair) {
        return (int) (pair >>> 32);
    }

    static int right(long pair) {
        return (int) pair;
    }

    void add(long pair, int word, long count) {
        counts.merge(pair, count, Long::sum);
        words.computeIfAbsent(pair, p -> new HashSet<>()).add(word);
    }

    void subtract(long pair, long count) {
        counts.computeIfPresent(pair, (p, old) -> old == count ? null : old - count);
    }

    /** The words that may hold {@code pair}; the pair is forgotten. */
    Set<Integer> remove(long pair) {
        counts.remove(pair);
        Set<Integer> holders = words.remove(pair);
        return holders == null ? Set.of() : holders;
    }

    /** The most frequent pair that occurs at least {@code leastCount} times; of equals the smallest. */
    OptionalLong mostFrequent(long leastCount) {
        long best = -1;
        long bestCount = leastCount - 1;
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            long pair = entry.getKey();
            long count = entry.getValue();
            if (count > bestCount || count == bestCount && best >= 0 && pair < best) {
                best = pair;
                bestCount = count;
            }
        }
        return best < 0 ? OptionalLong.empty() : OptionalLong.of(best);
    }
}
