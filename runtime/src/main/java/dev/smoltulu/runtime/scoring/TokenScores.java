package dev.smoltulu.runtime.scoring;

/**
 * How a model sees the scored tokens of one sequence, in their order. The arrays are the record's own.
 *
 * @param logProbs   each token's log-probability in nats
 * @param mostLikely whether no token is more likely in its place; of equally likely ones the lowest id counts
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

    /** Whether greedy decoding would give exactly these tokens. */
    public boolean greedy() {
        for (boolean top : mostLikely) {
            if (!top) {
                return false;
            }
        }
        return true;
    }
}
