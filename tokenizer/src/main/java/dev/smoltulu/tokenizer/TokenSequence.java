package dev.smoltulu.tokenizer;

import java.util.Arrays;

/**
 * One training example. The arrays are the record's own: do not change them.
 *
 * @param inputIds token ids, [n]
 * @param labels   [n], aligned with {@code inputIds}: position t of the model predicts {@code labels[t + 1]};
 *                 {@link #IGNORED} where a token is not trained
 */
public record TokenSequence(int[] inputIds, int[] labels) {

    /** The label of a token that is not trained (Hugging Face and PyTorch: ignore_index). */
    public static final int IGNORED = -100;

    public TokenSequence {
        if (inputIds.length != labels.length) {
            throw new IllegalArgumentException(inputIds.length + " input_ids but " + labels.length + " labels");
        }
    }

    /** Number of tokens. */
    public int length() {
        return inputIds.length;
    }

    /** Tokens that add to the loss. The first token never does: nothing comes before it to predict it from. */
    public int trainedTokens() {
        int trained = 0;
        for (int i = 1; i < labels.length; i++) {
            trained += labels[i] == IGNORED ? 0 : 1;
        }
        return trained;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenSequence that
                && Arrays.equals(inputIds, that.inputIds)
                && Arrays.equals(labels, that.labels);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(inputIds) + Arrays.hashCode(labels);
    }

    @Override
    public String toString() {
        return "TokenSequence[length=" + length() + ", trained=" + trainedTokens() + "]";
    }
}
