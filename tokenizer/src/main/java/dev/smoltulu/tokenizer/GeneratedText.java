package dev.smoltulu.tokenizer;

import java.util.List;

/** The text of one answer as its tokens come, without special tokens, up to the first of some stop strings. */
public final class GeneratedText {

    private final IncrementalDecoder decoder;
    private final StopStrings stops;
    private final StringBuilder text = new StringBuilder();
    private boolean finished;

    /** An empty text that ends before each of {@code stopStrings}, none of them empty; there may be none. */
    public GeneratedText(TextTokenizer tokenizer, List<String> stopStrings) {
        this.decoder = new IncrementalDecoder(tokenizer, true);
        this.stops = new StopStrings(stopStrings);
    }

    /** Takes the next token; gives the text that is certain now, often none. */
    public String push(int token) {
        return append(stops.push(decoder.push(token)));
    }

    /** Ends the text; gives what was held back. */
    public String finish() {
        if (finished) {
            return "";
        }
        finished = true;
        return append(stops.push(decoder.finish()) + stops.finish());
    }

    /** Whether a stop string has appeared. */
    public boolean stopped() {
        return stops.found();
    }

    /** All text given out so far. */
    public String text() {
        return text.toString();
    }

    private String append(String piece) {
        text.append(piece);
        return piece;
    }
}
