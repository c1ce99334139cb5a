package dev.smoltulu.eval.perplexity;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Words and bytes of a text as lm-evaluation-harness counts them. */
public final class TextLength {

    /** What Python's {@code \s} matches. */
    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\x1c-\\x1f]+", Pattern.UNICODE_CHARACTER_CLASS);

    private TextLength() {}

    /** Pieces between stretches of white space; white space at an end has an empty piece beside it, which counts. */
    public static long words(String text) {
        return WHITE_SPACE.matcher(text).results().count() + 1;
    }

    /** Bytes in UTF-8. */
    public static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
