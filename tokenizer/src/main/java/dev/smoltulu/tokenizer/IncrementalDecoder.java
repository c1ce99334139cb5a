package dev.smoltulu.tokenizer;

import java.util.Arrays;

/**
 * Text of tokens as they come. A piece is given out once it is certain: characters whose bytes are not complete wait
 * for the next token. All pieces together are the text that {@link TextTokenizer#decode} gives for all tokens, as long
 * as their bytes are UTF-8.
 *
 * <p>Tokens are decoded together with some before them, for many tokenizers treat the first token differently.
 */
public final class IncrementalDecoder {

    private static final char REPLACEMENT = '\uFFFD';

    private final TextTokenizer tokenizer;
    private final boolean skipSpecial;
    private int[] tokens = new int[16];
    private int count;
    /** Tokens from here on are decoded again. */
    private int context;
    /** Tokens from here on have given no text yet. */
    private int pending;

    /**
     * A decoder that has seen nothing.
     *
     * @param skipSpecial leave special tokens out
     */
    public IncrementalDecoder(TextTokenizer tokenizer, boolean skipSpecial) {
        this.tokenizer = tokenizer;
        this.skipSpecial = skipSpecial;
    }

    /** Takes the next token; gives the text that is certain now, often none. */
    public String push(int token) {
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * count);
        }
        tokens[count++] = token;
        String text = decode(count);
        return !text.isEmpty() && text.charAt(text.length() - 1) == REPLACEMENT ? "" : take(text);
    }

    /** The rest of the text, with replacement characters for bytes that were never completed. */
    public String finish() {
        return take(decode(count));
    }

    private String take(String text) {
        int known = decode(pending).length();
        if (text.length() <= known) {
            return "";
        }
        context = pending;
        pending = count;
        return text.substring(known);
    }

    private String decode(int end) {
        return tokenizer.decode(Arrays.copyOfRange(tokens, context, end), skipSpecial);
    }
}
