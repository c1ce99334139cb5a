package dev.smoltulu.base.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The methods of Python's {@code str} that chat templates call, with Python's meaning (Java's {@code split} takes a
 * regular expression, Python's does not).
 */
public final class PythonStrings {

    /** No limit on the pieces of a split or the replacements of a replace. */
    private static final int ALL = -1;

    private PythonStrings() {}

    /**
     * Calls {@code method} on {@code text}.
     *
     * @throws IllegalArgumentException for a method or arguments that are not known
     */
    public static Object call(String text, String method, Object[] args) {
        return switch (method) {
            case "strip" -> strip(text, chars(args), true, true);
            case "lstrip" -> strip(text, chars(args), true, false);
            case "rstrip" -> strip(text, chars(args), false, true);
            case "split" -> split(text, args.length == 0 ? null : (String) args[0], limit(args, 1), false);
            case "rsplit" -> split(text, args.length == 0 ? null : (String) args[0], limit(args, 1), true);
            case "splitlines" -> new ArrayList<Object>(text.lines().toList());
            case "startswith" -> any(args, text::startsWith);
            case "endswith" -> any(args, text::endsWith);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title" -> title(text);
            case "capitalize" ->
                text.isEmpty()
                        ? text
                        : text.substring(0, 1).toUpperCase(Locale.ROOT)
                                + text.substring(1).toLowerCase(Locale.ROOT);
            case "replace" -> replace(text, string(args, 0), string(args, 1), limit(args, 2));
            case "find" -> (long) text.indexOf(string(args, 0));
            case "rfind" -> (long) text.lastIndexOf(string(args, 0));
            case "count" -> count(text, string(args, 0));
            case "join" -> join(text, args);
            case "removeprefix" ->
                text.startsWith(string(args, 0))
                        ? text.substring(string(args, 0).length())
                        : text;
            case "removesuffix" ->
                text.endsWith(string(args, 0))
                        ? text.substring(0, text.length() - string(args, 0).length())
                        : text;
            case "isdigit" -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
            case "isalpha" -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetter);
            case "isspace" -> !text.isEmpty() && text.codePoints().allMatch(PythonStrings::isSpace);
            default -> throw new IllegalArgumentException("strings have no method " + method + "() in a template");
        };
    }

    private static String string(Object[] args, int index) {
        if (index < args.length && args[index] instanceof CharSequence text) {
            return text.toString();
        }
        throw new IllegalArgumentException("argument " + (index + 1) + " must be a string");
    }

    private static String chars(Object[] args) {
        return args.length == 0 || args[0] == null ? null : string(args, 0);
    }

    private static int limit(Object[] args, int index) {
        return index < args.length && args[index] instanceof Number number ? number.intValue() : ALL;
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    private static String strip(String text, String chars, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && strips(text.charAt(start), chars)) {
            start++;
        }
        while (right && end > start && strips(text.charAt(end - 1), chars)) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean strips(char c, String chars) {
        return chars == null ? isSpace(c) : chars.indexOf(c) >= 0;
    }

    private static List<Object> split(String text, String separator, int limit, boolean fromRight) {
        List<Object> pieces = new ArrayList<>();
        if (separator == null) {
            for (String word : text.strip().split("\\s+", limit < 0 ? 0 : limit + 1)) {
                if (!word.isEmpty()) {
                    pieces.add(word);
                }
            }
            return pieces;
        }
        if (separator.isEmpty()) {
            throw new IllegalArgumentException("split() needs a separator that is not empty");
        }
        if (fromRight) {
            int end = text.length();
            int at = text.lastIndexOf(separator);
            while (at >= 0 && (limit < 0 || pieces.size() < limit)) {
                pieces.add(0, text.substring(at + separator.length(), end));
                end = at;
                at = text.substring(0, end).lastIndexOf(separator);
            }
            pieces.add(0, text.substring(0, end));
            return pieces;
        }
        int start = 0;
        int at = text.indexOf(separator);
        while (at >= 0 && (limit < 0 || pieces.size() < limit)) {
            pieces.add(text.substring(start, at));
            start = at + separator.length();
            at = text.indexOf(separator, start);
        }
        pieces.add(text.substring(start));
        return pieces;
    }

    private static boolean any(Object[] args, java.util.function.Predicate<String> test) {
        if (args.length == 1 && args[0] instanceof Iterable<?> several) {
            for (Object one : several) {
                if (test.test(Objects.toString(one))) {
                    return true;
                }
            }
            return false;
        }
        return test.test(string(args, 0));
    }

    private static String title(String text) {
        StringBuilder titled = new StringBuilder(text.length());
        boolean inWord = false;
        for (char c : text.toCharArray()) {
            titled.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inWord = Character.isLetter(c);
        }
        return titled.toString();
    }

    private static String replace(String text, String old, String with, int limit) {
        if (limit < 0 || old.isEmpty()) {
            return text.replace(old, with);
        }
        StringBuilder replaced = new StringBuilder();
        int start = 0;
        int at = text.indexOf(old);
        for (int done = 0; at >= 0 && done < limit; done++) {
            replaced.append(text, start, at).append(with);
            start = at + old.length();
            at = text.indexOf(old, start);
        }
        return replaced.append(text, start, text.length()).toString();
    }

    private static long count(String text, String part) {
        if (part.isEmpty()) {
            return text.length() + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static String join(String separator, Object[] args) {
        if (args.length != 1 || !(args[0] instanceof Iterable<?> parts)) {
            throw new IllegalArgumentException("join() takes one list");
        }
        StringBuilder joined = new StringBuilder();
        for (Object part : parts) {
            joined.append(joined.isEmpty() ? "" : separator).append(part);
        }
        return joined.toString();
    }
}
