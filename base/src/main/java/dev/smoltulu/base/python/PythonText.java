package dev.smoltulu.base.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Strings as Python's {@code str} has them, where prompts and grading depend on it.
 * Characters are code points.
 */
public final class PythonText {

    private PythonText() {}

    /** Characters as Python counts them: Unicode code points. */
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** {@code str.isspace} of one character. */
    public static boolean isSpace(int c) {
        return switch (c) {
            case ' ', 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 -> true;
            default -> c >= '\t' && c <= '\r' || c >= 0x1c && c <= 0x1f || c >= 0x2000 && c <= 0x200a;
        };
    }

    /** {@code str.strip()}. */
    public static String strip(String text) {
        int start = 0;
        while (start < text.length() && isSpace(text.charAt(start))) {
            start++;
        }
        return stripTrailing(text.substring(start));
    }

    /** {@code str.rstrip()}. */
    public static String stripTrailing(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** {@code str.lstrip(c)}: without every {@code c} at the start. */
    public static String stripLeading(String text, char c) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == c) {
            start++;
        }
        return text.substring(start);
    }

    /** {@code str.rstrip(c)}: without every {@code c} at the end. */
    public static String stripTrailing(String text, char c) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == c) {
            end--;
        }
        return text.substring(0, end);
    }

    /** {@code str.strip(c)}: without every {@code c} at both ends. */
    public static String strip(String text, char c) {
        return stripTrailing(stripLeading(text, c), c);
    }

    /** Whether {@code str.strip()} leaves nothing. */
    public static boolean isBlank(String text) {
        return text.chars().allMatch(PythonText::isSpace);
    }

    /** {@code str.lower()}. */
    public static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** {@code str.isupper()}: some character has case, and each that has is upper case. */
    public static boolean isUpper(String text) {
        return text.codePoints().anyMatch(Character::isUpperCase)
                && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    /** {@code str.islower()}: some character has case, and each that has is lower case. */
    public static boolean isLower(String text) {
        return text.codePoints().anyMatch(Character::isLowerCase)
                && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }

    /** {@code str.removeprefix}. */
    public static String removePrefix(String text, String prefix) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    /** {@code str.removesuffix}. */
    public static String removeSuffix(String text, String suffix) {
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
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

    /** How often {@code part}, which is not empty, occurs without overlap: Python's {@code str.count}. */
    public static int count(String text, String part) {
        return split(text, part).size() - 1;
    }

    /** What lies between the occurrences of {@code separator}, which is not empty: Python's {@code str.split}. */
    public static List<String> split(String text, String separator) {
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
