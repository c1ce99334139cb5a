package dev.smoltulu.tokenizer.bpe;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SmolLM2's pre-tokenisation, the pieces that merges never cross: every numeric character is a piece of its
 * own, then GPT-2's pattern cuts each stretch between them. The counterpart of {@code Digits} (individual) and
 * {@code ByteLevel} (no prefix space, with its pattern) in Hugging Face tokenizers.
 */
final class PreTokenizer {

    private static final Pattern DIGIT = Pattern.compile("\\p{N}");
    private static final Pattern PIECE = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private PreTokenizer() {}

    /** Hands the pieces of {@code text}, in order, to {@code sink}; their concatenation is the text. */
    static void split(String text, Consumer<String> sink) {
        Matcher digit = DIGIT.matcher(text);
        Matcher piece = PIECE.matcher(text);
        int start = 0;
        while (digit.find()) {
            splitStretch(text, piece, start, digit.start(), sink);
            sink.accept(digit.group());
            start = digit.end();
        }
        splitStretch(text, piece, start, text.length(), sink);
    }

    /** The region's bounds are opaque, so the lookahead sees the end of the stretch as the end of the text. */
    private static void splitStretch(String text, Matcher piece, int start, int end, Consumer<String> sink) {
        piece.region(start, end);
        while (piece.find()) {
            sink.accept(text.substring(piece.start(), piece.end()));
        }
    }
}
