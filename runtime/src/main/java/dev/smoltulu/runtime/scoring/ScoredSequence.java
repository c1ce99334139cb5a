package dev.smoltulu.runtime.scoring;

/**
 * A sequence whose last tokens are scored, each given all before it. The array is the record's own: do not change it.
 *
 * @param tokens context and scored tokens, [n]
 * @param scored how many at the end are scored, 1 to n - 1: the first token has nothing to be predicted from
 */
public record ScoredSequence(int[] tokens, int scored) {

    public ScoredSequence {
        if (scored < 1 || scored >= tokens.length) {
            throw new IllegalArgumentException(scored + " scored of " + tokens.length + " tokens");
        }
    }

    /** Tokens that the model is fed: all but the last, which is only predicted. */
    public int length() {
        return tokens.length - 1;
    }
}
