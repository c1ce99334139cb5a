package dev.smoltulu.tokenizer.bpe;

import java.util.HashSet;
import java.util.List;

/**
 * A byte-level BPE vocabulary.
 *
 * @param tokens the tokens by id: {@link #SPECIAL_TOKENS}, the 256 byte symbols, then what the merges made
 * @param merges the merges, first learned first applied
 */
public record BpeModel(List<String> tokens, List<Merge> merges) {

    public static final String END_OF_TEXT = "<|endoftext|>";
    public static final String START_OF_TURN = "<|im_start|>";
    public static final String END_OF_TURN = "<|im_end|>";

    /** The special tokens by id, as SmolLM2 numbers its first three. */
    public static final List<String> SPECIAL_TOKENS = List.of(END_OF_TEXT, START_OF_TURN, END_OF_TURN);

    /** The size of a vocabulary without merges. */
    public static final int SMALLEST_SIZE = SPECIAL_TOKENS.size() + ByteSymbols.COUNT;

    /** Two neighbouring tokens that become one; both are written in byte symbols. */
    public record Merge(String left, String right) {

        /** The token the two become. */
        public String merged() {
            return left + right;
        }
    }

    public BpeModel {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
        if (new HashSet<>(tokens).size() != tokens.size()) {
            throw new IllegalArgumentException("a token has two ids");
        }
        if (tokens.size() < SMALLEST_SIZE
                || !tokens.subList(0, SPECIAL_TOKENS.size()).equals(SPECIAL_TOKENS)) {
            throw new IllegalArgumentException("the vocabulary must begin with the special tokens and the bytes");
        }
    }

    /** The number of tokens, special tokens included. */
    public int size() {
        return tokens.size();
    }

    /**
     * The id of {@code token}.
     *
     * @throws IllegalArgumentException if it is not in the vocabulary
     */
    public int id(String token) {
        int id = tokens.indexOf(token);
        if (id < 0) {
            throw new IllegalArgumentException("not in the vocabulary: " + token);
        }
        return id;
    }
}
