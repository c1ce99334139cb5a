package dev.smoltulu.data;

import dev.smoltulu.tokenizer.TokenSequence;
import java.util.List;

/**
 * A better and a worse token sequence.
 *
 * @param index of the pair in its data set
 */
public record PreferencePair(int index, TokenSequence chosen, TokenSequence rejected) {

    /** Tokens of both. */
    public int length() {
        return chosen.length() + rejected.length();
    }

    /** Trained tokens of both. */
    public int trainedTokens() {
        return chosen.trainedTokens() + rejected.trainedTokens();
    }

    /** The chosen one, then the rejected one. */
    public List<TokenSequence> sides() {
        return List.of(chosen, rejected);
    }
}
