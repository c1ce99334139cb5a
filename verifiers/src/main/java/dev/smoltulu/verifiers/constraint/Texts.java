package dev.smoltulu.verifiers.constraint;

import java.util.ArrayList;
import java.util.List;

/** Python's {@code count} and {@code split} by a text. */
final class Texts {

    private Texts() {}

    /** How often {@code part}, which is not empty, occurs without overlap. */
    static int count(String text, String part) {
        return split(text, part).size() - 1;
    }

    /** What lies between the occurrences of {@code separator}, which is not empty. */
    static List<String> split(String text, String separator) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, start)) {
            pieces.add(text.substring(start, at));
            start = at + separator.length();
        }
        pieces.add(text.substring(start));
        return pieces;
    }
}
