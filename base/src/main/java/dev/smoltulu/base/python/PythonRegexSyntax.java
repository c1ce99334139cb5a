package dev.smoltulu.base.python;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Rewrites a pattern from Python's syntax to Java's. Used once. */
final class PythonRegexSyntax {

    private static final String WORD = "\\p{L}\\p{N}_";
    private static final String SPACE =
            "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f" + "\\u205f\\u3000";
    private static final String DIGIT = "\\p{Nd}";
    private static final String AT_WORD_EDGE =
            "(?:(?<=[" + WORD + "])(?![" + WORD + "])|(?<![" + WORD + "])(?=[" + WORD + "]))";
    private static final Pattern REPEAT = Pattern.compile("\\{(\\d*)(,?)(\\d*)}");
    private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?P<(\\w+)>");
    private static final Pattern NAMED_REFERENCE = Pattern.compile("\\(\\?P=(\\w+)\\)");
    private static final Pattern COMMENT = Pattern.compile("\\(\\?#[^)]*\\)");

    private final String python;
    private final StringBuilder java = new StringBuilder();
    private final Map<String, String> groupNames = new HashMap<>();
    private int at;

    PythonRegexSyntax(String python) {
        this.python = python;
    }

    /** @throws PatternSyntaxException where Python would refuse the pattern or Java has no equal */
    String toJava() {
        while (at < python.length()) {
            switch (python.charAt(at)) {
                case '\\' -> escape(false);
                case '[' -> characterClass();
                case '(' -> group();
                case '{' -> repeat();
                default -> java.append(python.charAt(at++));
            }
        }
        return java.toString();
    }

    /** From a backslash on; in a class the shorthand for a set adds to the set. */
    private void escape(boolean inClass) {
        if (at + 1 == python.length()) {
            throw refused("bad escape (end of pattern)");
        }
        char c = python.charAt(at + 1);
        int start = at;
        at += 2;
        switch (c) {
            case 'w' -> java.append(inClass ? WORD : "[" + WORD + "]");
            case 'W' -> java.append("[^" + WORD + "]");
            case 's' -> java.append(inClass ? SPACE : "[" + SPACE + "]");
            case 'S' -> java.append("[^" + SPACE + "]");
            case 'd' -> java.append(DIGIT);
            case 'D' -> java.append("\\P{Nd}");
            case 'b' -> java.append(inClass ? "\\x08" : AT_WORD_EDGE);
            case 'v' -> java.append("\\x0b");
            case 'a', 'f', 'n', 'r', 't' -> java.append('\\').append(c);
            case 'x' -> hexadecimal(2);
            case 'u' -> hexadecimal(4);
            case 'U' -> hexadecimal(8);
            case '0' -> java.append("\\0").append(octalFollows() ? "" : "0");
            case '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
                java.append('\\').append(c);
            default -> {
                if (inClass && isAsciiLetter(c) || isAsciiLetter(c) && "ABZ".indexOf(c) < 0) {
                    at = start;
                    throw refused("bad escape \\" + c);
                }
                java.append(
                        switch (c) {
                            case 'A' -> "\\A";
                            case 'B' -> "(?!" + AT_WORD_EDGE + ")";
                            case 'Z' -> "\\z";
                            default -> "\\" + c;
                        });
            }
        }
    }

    private boolean octalFollows() {
        return at < python.length() && python.charAt(at) >= '0' && python.charAt(at) <= '7';
    }

    private static boolean isAsciiLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private void hexadecimal(int digits) {
        if (at + digits > python.length() || !python.substring(at, at + digits).matches("[0-9a-fA-F]+")) {
            throw refused("incomplete escape");
        }
        java.append("\\x{").append(python, at, at + digits).append('}');
        at += digits;
    }

    private void characterClass() {
        java.append('[');
        at++;
        if (at < python.length() && python.charAt(at) == '^') {
            java.append('^');
            at++;
        }
        boolean afterSet = false;
        for (boolean first = true; at < python.length(); first = false) {
            char c = python.charAt(at);
            if (c == ']' && !first) {
                java.append(']');
                at++;
                return;
            }
            if (c == '\\') {
                afterSet = at + 1 < python.length() && "wWsSdD".indexOf(python.charAt(at + 1)) >= 0;
                escape(true);
                continue;
            }
            if ("[]&^~".indexOf(c) >= 0 || c == '-' && afterSet) {
                java.append('\\');
            }
            afterSet = false;
            java.append(c);
            at++;
        }
        throw refused("unterminated character set");
    }

    private void group() {
        Matcher comment = COMMENT.matcher(python).region(at, python.length());
        if (comment.lookingAt()) {
            at = comment.end();
            return;
        }
        Matcher named = NAMED_GROUP.matcher(python).region(at, python.length());
        if (named.lookingAt()) {
            java.append("(?<").append(javaName(named.group(1))).append('>');
            at = named.end();
            return;
        }
        Matcher reference = NAMED_REFERENCE.matcher(python).region(at, python.length());
        if (reference.lookingAt()) {
            java.append("\\k<").append(javaName(reference.group(1))).append('>');
            at = reference.end();
            return;
        }
        java.append('(');
        at++;
    }

    /** Java's group names have no underscore. */
    private String javaName(String pythonName) {
        return groupNames.computeIfAbsent(pythonName, name -> "g" + groupNames.size());
    }

    /** A brace that is no repetition is the character itself. */
    private void repeat() {
        Matcher repeat = REPEAT.matcher(python).region(at, python.length());
        if (!repeat.lookingAt() || repeat.end() - at == 2) {
            java.append("\\{");
            at++;
            return;
        }
        java.append('{')
                .append(repeat.group(1).isEmpty() ? "0" : repeat.group(1))
                .append(repeat.group(2))
                .append(repeat.group(3))
                .append('}');
        at = repeat.end();
    }

    private PatternSyntaxException refused(String why) {
        return new PatternSyntaxException(why, python, at);
    }
}
