package dev.smoltulu.runtime.batch;

/**
 * A sequence and which of its tokens are trained. The arrays are the record's own: do not change them.
 *
 * @param inputIds token ids, [n], at least one
 * @param labels   [n], aligned with {@code inputIds}: position t of the model predicts {@code labels[t + 1]};
 *                 {@link #IGNORED} where a token is not trained. The first token never is: nothing precedes it
 */
public record LabelledTokens(int[] inputIds, int[] labels) {

    /** The label of a token that is not trained (Hugging Face and PyTorch: ignore_index). */
    public static final int IGNORED = -100;

    public LabelledTokens {
        if (inputIds.length != labels.length) {
            throw new IllegalArgumentException(inputIds.length + " input_ids but " + labels.length + " labels");
        }
    }

    public int length() {
        return inputIds.length;
    }
}
