package dev.smoltulu.tools.quickstart;

/**
 * Which side of the corpus a question belongs to. The question's own text decides, whatever the seed and the
 * number of rows: about one in eight is held out, and no question is ever on both sides.
 */
enum Split {
    TRAIN,
    HELD_OUT;

    private static final int ONE_IN = 8;

    static Split of(String question) {
        return Integer.remainderUnsigned(mix(question.hashCode()), ONE_IN) == 0 ? HELD_OUT : TRAIN;
    }

    /** True if every question the user asks in {@code row} is on this side. */
    boolean holds(CorpusRow row) {
        return row.questions().stream().allMatch(question -> of(question) == this);
    }

    /** MurmurHash3's finalizer: the low bits of a string's hash code alone would follow its digits. */
    private static int mix(int hash) {
        int h = hash;
        h = (h ^ h >>> 16) * 0x85EBCA6B;
        h = (h ^ h >>> 13) * 0xC2B2AE35;
        return h ^ h >>> 16;
    }
}
