package dev.smoltulu.tokenizer;

import java.util.List;

/**
 * Cuts a text that comes in pieces at the first of some strings in it. What may yet turn out to be the beginning of
 * such a string is held back.
 */
public final class StopStrings {

    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    /** A text that is cut before each of {@code stops}, none of them empty. */
    public StopStrings(List<String> stops) {
        if (stops.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("an empty stop string: every text has it at its beginning");
        }
        this.stops = List.copyOf(stops);
    }

    /** Takes the next piece; gives the text that is certain to come before any of the strings. */
    public String push(String piece) {
        if (found) {
            return "";
        }
        held.append(piece);
        int cut = stops.stream()
                .mapToInt(held::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        found = cut >= 0;
        String certain = held.substring(0, found ? cut : held.length() - undecided());
        held.delete(0, found ? held.length() : certain.length());
        return certain;
    }

    /** What is still held back once the text is over. */
    public String finish() {
        String rest = held.toString();
        held.setLength(0);
        return rest;
    }

    /** Whether one of the strings has appeared. */
    public boolean found() {
        return found;
    }

    /** Length of the longest end of the text that begins one of the strings. */
    private int undecided() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (stop.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
