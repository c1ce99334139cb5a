package dev.smoltulu.tokenizer.bpe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The 256 printable characters that represent the 256 byte values in a byte-level BPE vocabulary (GPT-2's
 * {@code bytes_to_unicode}): a byte that is printable in Latin-1 represents itself, the others take the
 * characters from U+0100 on, in byte order. Every text is a sequence of these, so no text is out of vocabulary.
 */
final class ByteSymbols {

    static final int COUNT = 256;

    private static final char[] SYMBOL_OF_BYTE = symbolOfByte();

    private ByteSymbols() {}

    /** The bytes of {@code text} in UTF-8, each as its symbol; as many characters as the text has bytes. */
    static String encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        char[] symbols = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            symbols[i] = SYMBOL_OF_BYTE[bytes[i] & 0xFF];
        }
        return new String(symbols);
    }

    /** All 256 symbols in the order of their code points, which is the order they take in the vocabulary. */
    static List<String> inVocabularyOrder() {
        char[] sorted = SYMBOL_OF_BYTE.clone();
        Arrays.sort(sorted);
        List<String> symbols = new ArrayList<>(COUNT);
        for (char symbol : sorted) {
            symbols.add(String.valueOf(symbol));
        }
        return List.copyOf(symbols);
    }

    private static char[] symbolOfByte() {
        char[] symbols = new char[COUNT];
        char next = 0x100;
        for (int b = 0; b < COUNT; b++) {
            symbols[b] = printable(b) ? (char) b : next++;
        }
        return symbols;
    }

    private static boolean printable(int b) {
        return b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
    }
}
