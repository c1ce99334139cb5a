package dev.smoltulu.trainer.preference;

import dev.smoltulu.data.PreferenceDataset;
import dev.smoltulu.data.PreferencePair;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedPairs;
import dev.smoltulu.runtime.batch.TokenBudget;
import dev.smoltulu.tokenizer.TokenSequence;
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

    static PackedPairs<IndexedPair> packed(List<IndexedPair> group) {
        return PackedPairs.of(
                group,
                pair -> labelled(pair.pair().chosen()),
                pair -> labelled(pair.pair().rejected()));
    }

    private static LabelledTokens labelled(TokenSequence sequence) {
        return new LabelledTokens(sequence.inputIds(), sequence.labels());
    }

    int length() {
        return pair.length();
    }
}
