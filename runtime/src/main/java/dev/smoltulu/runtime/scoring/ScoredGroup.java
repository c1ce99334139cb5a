package dev.smoltulu.runtime.scoring;

import dev.smoltulu.runtime.batch.PrefixTree;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences that are scored together, such as the choices of one question. The model computes their common prefix
 * once.
 */
public final class ScoredGroup {

    private final List<ScoredSequence> sequences;
    private final PrefixTree tree;

    /** A group of {@code sequences}, at least one. */
    public ScoredGroup(List<ScoredSequence> sequences) {
        this.sequences = List.copyOf(sequences);
        this.tree = PrefixTree.of(sequences.stream()
                .map(sequence -> Arrays.copyOf(sequence.tokens(), sequence.length()))
                .toList());
    }

    public List<ScoredSequence> sequences() {
        return sequences;
    }

    /** Tokens that the model is fed. */
    public int length() {
        return tree.length();
    }

    /** Tokens that are scored. */
    public int scored() {
        return sequences.stream().mapToInt(ScoredSequence::scored).sum();
    }

    /** The tokens that the model is fed: each sequence without its last token, which is only predicted. */
    PrefixTree tree() {
        return tree;
    }
}
