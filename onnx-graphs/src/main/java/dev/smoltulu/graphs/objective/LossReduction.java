package dev.smoltulu.graphs.objective;

/** How the token losses of one optimizer step's batch become one number. */
public enum LossReduction {
    /** Summed token loss divided by the trained tokens of the whole batch. */
    TOKEN_MEAN,
    /** Summed token loss divided by the sequences of the batch: Tulu 3's sum loss at one sequence a device. */
    SUM,
    /** The mean over sequences of each one's mean token loss. */
    SEQUENCE_MEAN;

    /**
     * The weight of every trained token of one sequence.
     *
     * @param sequenceTokens trained tokens of the sequence
     * @param batchTokens    trained tokens of the whole batch
     * @param batchSequences sequences of the whole batch
     */
    public double tokenWeight(long sequenceTokens, long batchTokens, long batchSequences) {
        return switch (this) {
            case TOKEN_MEAN -> 1.0 / batchTokens;
            case SUM -> 1.0 / batchSequences;
            case SEQUENCE_MEAN -> 1.0 / (sequenceTokens * (double) batchSequences);
        };
    }
}
