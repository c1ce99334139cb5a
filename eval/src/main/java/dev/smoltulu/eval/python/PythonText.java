package dev.smoltulu.eval.python;

import java.util.Locale;

/** Python's {@code str} methods that prompts and grading depend on, where Java's own mean something else. */
public final class PythonText {

    private PythonText() {
    }

    /** Characters as Python counts them: Unicode code points. */
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Without white space at both ends: Python's {@code strip()}. */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** White space as Python's {@code isspace} has it; all of it lies in the basic plane. */
    public static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /** The first character in title case, all others in lower case: Python's {@code capitalize()}. */
    public static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int rest = text.offsetByCodePoints(0, 1);
        return title(text.substring(0, rest)) + text.substring(rest).toLowerCase(Locale.ROOT);
    }

    private static String title(String character) {
        int codePoint = character.codePointAt(0);
        int title = Character.toTitleCase(codePoint);
        if (title != codePoint) {
            return Character.toString(title);
        }
        // Characters such as the German sharp s become several, of which the first stays upper case.
        String upper = character.toUpperCase(Locale.ROOT);
        return upper.substring(0, 1) + upper.substring(1).toLowerCase(Locale.ROOT);
    }
}
