package dev.smoltulu.data;

import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.tokenizer.TokenSequence;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * Shows examples as the model reads them: trained tokens green, or between 【 and 】 where there is no colour, special
 * tokens written out, line ends, tabs and control characters visible.
 */
public final class DataView {

    private static final String TRAINED = "\u001b[32m";
    private static final String MASKED = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final TokenDataset<TokenSequence> dataset;
    private final TextTokenizer tokenizer;

    /** @param tokenizer writes the tokens' text; null shows their ids */
    public DataView(TokenDataset<TokenSequence> dataset, TextTokenizer tokenizer) {
        this.dataset = dataset;
        this.tokenizer = tokenizer;
    }

    /** Prints the first {@code rows} examples with their counts, then the counts of all. */
    public void show(PrintStream out, boolean colour, int rows) {
        for (int i = 0; i < Math.min(rows, dataset.size()); i++) {
            showRow(out, colour, i);
        }
        out.println(dataset.summary());
        out.flush();
    }

    /** Prints example {@code index} with its counts. */
    public void showRow(PrintStream out, boolean colour, int index) {
        TokenSequence row = dataset.get(index);
        out.printf(
                Locale.ROOT,
                "--- %d · %s · %,d tokens, %,d trained%n",
                index + 1,
                dataset.origin(index),
                row.length(),
                row.trainedTokens());
        int start = 0;
        for (int end = 1; end <= row.length(); end++) {
            if (end < row.length() && trained(row, end) == trained(row, start)) {
                continue;
            }
            String text = readable(text(row, start, end));
            if (trained(row, start)) {
                out.print(colour ? TRAINED + text + PLAIN : "【" + text + "】");
            } else {
                out.print(colour ? MASKED + text + PLAIN : text);
            }
            start = end;
        }
        out.println();
    }

    private static boolean trained(TokenSequence row, int index) {
        return index > 0 && row.labels()[index] != TokenSequence.IGNORED;
    }

    private String text(TokenSequence row, int start, int end) {
        if (tokenizer == null) {
            return Arrays.toString(Arrays.copyOfRange(row.inputIds(), start, end));
        }
        // Some decoders treat the first token of a text specially, so a run is what it adds to the text before it.
        String before = tokenizer.decode(Arrays.copyOf(row.inputIds(), start), false);
        String whole = tokenizer.decode(Arrays.copyOf(row.inputIds(), end), false);
        return whole.startsWith(before)
                ? whole.substring(before.length())
                : tokenizer.decode(Arrays.copyOfRange(row.inputIds(), start, end), false);
    }

    /** Line ends stay and are marked; tabs and control characters (also those that steer a terminal) become signs. */
    private static String readable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                shown.append("⏎\n");
            } else if (c == '\t') {
                shown.append('→');
            } else if (c < ' ') {
                shown.append((char) (0x2400 + c));
            } else if (c >= 0x7f && c < 0xa0) {
                shown.append('\u2421');
            } else if (c == ' ' && (i + 1 == text.length() || text.charAt(i + 1) == '\n')) {
                shown.append('·');
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }
}
