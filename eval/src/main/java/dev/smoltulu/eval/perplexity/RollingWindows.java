package dev.smoltulu.eval.perplexity;

import dev.smoltulu.runtime.scoring.ScoredSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a long text into windows that score every token exactly once, as lm-evaluation-harness does for its
 * loglikelihood_rolling requests with one token of context ({@code get_rolling_token_windows} and
 * {@code make_disjoint_window}): the first window begins with the prefix token, each later one with the last token of
 * the window before it. The last window, where it is not full, takes as much context as the model can be fed.
 */
public final class RollingWindows {

    private RollingWindows() {}

    /**
     * The windows in order; none for no tokens.
     *
     * @param tokens    token ids of the text
     * @param prefix    id that the first token is predicted from
     * @param maxLength most tokens that the model is fed
     */
    public static List<ScoredSequence> of(int[] tokens, int prefix, int maxLength) {
        int[] prefixed = new int[tokens.length + 1];
        prefixed[0] = prefix;
        System.arraycopy(tokens, 0, prefixed, 1, tokens.length);
        List<ScoredSequence> windows = new ArrayList<>();
        for (int scored = 0; scored < tokens.length; ) {
            int count = Math.min(maxLength, tokens.length - scored);
            int end = scored + count + 1;
            // The window after the first never reaches back to the prefix: it has at most maxLength tokens fed.
            int start = Math.max(0, end - 1 - maxLength);
            windows.add(new ScoredSequence(Arrays.copyOfRange(prefixed, start, end), count));
            scored += count;
        }
        return windows;
    }
}
