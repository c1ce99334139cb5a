package dev.smoltulu.trainer.preference;

import dev.smoltulu.data.PreferenceDataset;
import dev.smoltulu.data.PreferencePair;
import dev.smoltulu.runtime.batch.TokenBudget;
import java.util.Arrays;
import java.util.List;

/** A pair with its number in its data set. */
record IndexedPair(int index, PreferencePair pair) {

    /** The pairs at {@code indices} in groups for one pass each, the longest first; a pair is never divided. */
    static List<List<IndexedPair>> groups(PreferenceDataset dataset, int[] indices, int tokenBudget) {
        List<IndexedPair> pairs = Arrays.stream(indices)
                .mapToObj(index -> new IndexedPair(index, dataset.get(index)))
                .toList();
        return TokenBudget.groups(pairs, IndexedPair::length, tokenBudget);
    }

    static List<PreferencePair> pairs(List<IndexedPair> group) {
        return group.stream().map(IndexedPair::pair).toList();
    }

    int length() {
        return pair.length();
    }
}
