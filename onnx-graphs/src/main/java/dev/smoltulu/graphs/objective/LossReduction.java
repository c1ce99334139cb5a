package dev.smoltulu.graphs.objective;

/**
 * How the token losses of one optimizer step's batch are reduced to one number, as weights w_i of {@link SftObjective}
 * and {@link PolicyObjective}. With N trained tokens and B sequences in the batch, and n trained tokens in the
 * sequence:
 */
public enum LossReduction {
    /** w = 1 / N: the mean over the batch's tokens. */
    TOKEN_MEAN,
    /** w = 1 / B: the sum over tokens, per sequence. This is Tulu 3's sum loss at one sequence per device. */
    SUM,
    /** w = 1 / (n B): the mean over sequences of each one's mean over tokens. */
    SEQUENCE_MEAN;

    /**
     * The weight of every trained token of one sequence.
     *
     * @param sequenceTokens n
     * @param batchTokens    N
     * @param batchSequences B
     */
    public double tokenWeight(long sequenceTokens, long batchTokens, long batchSequences) {
        return switch (this) {
            case TOKEN_MEAN -> 1.0 / batchTokens;
            case SUM -> 1.0 / batchSequences;
            case SEQUENCE_MEAN -> 1.0 / (sequenceTokens * (double) batchSequences);
        };
    }
}
