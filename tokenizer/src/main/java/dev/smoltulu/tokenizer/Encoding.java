package dev.smoltulu.tokenizer;

import java.util.Objects;

/**
 * The tokens of one text and where each lies in it.
 *
 * @param ids    token ids, [n]
 * @param starts first UTF-16 index of each token in the encoded string, [n]; a token the tokenizer added itself
 *               (no text of its own) has start = end = 0
 * @param ends   UTF-16 index after the last character of each token, [n]. A character that is spread over several
 *               byte-level tokens belongs whole to each of them
 */
public record Encoding(int[] ids, int[] starts, int[] ends) {

    public Encoding {
        Objects.requireNonNull(ids, "ids");
        if (starts.length != ids.length || ends.length != ids.length) {
            throw new IllegalArgumentException(
                    "ids, starts and ends differ in length: " + ids.length + ", " + starts.length + ", " + ends.length);
        }
    }

    /** Number of tokens. */
    public int size() {
        return ids.length;
    }

    /** Whether token {@code index} covers at least one character of [{@code start}, {@code end}). */
    public boolean overlaps(int index, int start, int end) {
        return Math.max(starts[index], start) < Math.min(ends[index], end);
    }
}
