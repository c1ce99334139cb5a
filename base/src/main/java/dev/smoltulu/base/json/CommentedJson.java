package dev.smoltulu.base.json;

/**
 * JSON as people write it by hand: {@code //}, {@code #} and {@code /* }{@code *}{@code /} comments and a comma after
 * the last entry. Everything else stays strict.
 */
public final class CommentedJson {

    private CommentedJson() {}

    /** The text with comments and trailing commas turned to blanks, so that lines and columns stay where they were. */
    public static String toStrict(String text) {
        StringBuilder strict = new StringBuilder(text.length());
        int lastComma = -1;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end = tokenEnd(text, at);
            if (isComment(text, at)) {
                blank(strict, text, at, end);
            } else {
                if ((c == '}' || c == ']') && lastComma >= 0) {
                    strict.setCharAt(lastComma, ' ');
                }
                if (!Character.isWhitespace(c)) {
                    lastComma = c == ',' ? at : -1;
                }
                strict.append(text, at, end);
            }
            at = end;
        }
        return strict.toString();
    }

    private static boolean isComment(String text, int at) {
        return text.charAt(at) == '#' || text.startsWith("//", at) || text.startsWith("/*", at);
    }

    private static int tokenEnd(String text, int at) {
        if (text.startsWith("/*", at)) {
            int close = text.indexOf("*/", at + 2);
            return close < 0 ? text.length() : close + 2;
        }
        if (isComment(text, at)) {
            int newline = text.indexOf('\n', at);
            return newline < 0 ? text.length() : newline;
        }
        if (text.charAt(at) != '"') {
            return at + 1;
        }
        for (int i = at + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i + 1;
            }
        }
        return text.length();
    }

    private static void blank(StringBuilder strict, String text, int from, int to) {
        for (int i = from; i < to; i++) {
            strict.append(Character.isWhitespace(text.charAt(i)) ? text.charAt(i) : ' ');
        }
    }
}
