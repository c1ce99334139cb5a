package dev.smoltulu.runtime.scoring;

/**
 * The scores of one sequence's scored tokens, in their order. The arrays are the record's own: do not change them.
 *
 * @param logProbs   each token's log-probability in nats
 * @param mostLikely whether the token is the most likely one in its place; of equally likely ones the lowest id is
 */
public record TokenScores(float[] logProbs, boolean[] mostLikely) {

    /** The log-likelihood of all tokens together, in nats. */
    public double sum() {
        double sum = 0;
        for (float logProb : logProbs) {
            sum += logProb;
        }
        return sum;
    }

    /** Whether greedy decoding would generate exactly these tokens. */
    public boolean greedy() {
        for (boolean top : mostLikely) {
            if (!top) {
                return false;
            }
        }
        return true;
    }
}
