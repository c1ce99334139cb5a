package dev.smoltulu.data;

import dev.smoltulu.tokenizer.TokenSequence;
import java.util.List;

/** A better and a worse token sequence. */
public record PreferencePair(TokenSequence chosen, TokenSequence rejected) {

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
