package dev.smoltulu.verifiers.ifeval.language;

import java.util.ArrayList;
import java.util.List;

/**
 * The n-grams of 1 to 3 characters that language profiles count. A space replaces each run of characters that are no letters;
 * of words in capitals only the first letter counts.
 */
final class NGrams {

    private static final int MAX = 3;

    private final List<String> grams = new ArrayList<>();
    private String window = " ";
    private boolean capitals;

    private NGrams() {}

    /** In the order of the text, those that end at a character from the shortest to the longest. */
    static List<String> of(String text) {
        NGrams ngrams = new NGrams();
        text.codePoints().map(ProfileCharacters::normalize).forEach(ngrams::add);
        return ngrams.grams;
    }

    private void add(int c) {
        int last = window.codePointBefore(window.length());
        if (last == ' ') {
            window = " ";
            capitals = false;
        } else if (window.codePointCount(0, window.length()) == MAX) {
            window = window.substring(window.offsetByCodePoints(0, 1));
        }
        if (last != ' ' || c != ' ') {
            window += Character.toString(c);
            capitals = Character.isUpperCase(c) && (capitals || Character.isUpperCase(last));
        }
        if (!capitals) {
            collect();
        }
    }

    private void collect() {
        int start = window.length();
        for (int n = 1; n <= MAX && start > 0; n++) {
            start = window.offsetByCodePoints(start, -1);
            if (n > 1 || window.charAt(start) != ' ') {
                grams.add(window.substring(start));
            }
        }
    }
}
