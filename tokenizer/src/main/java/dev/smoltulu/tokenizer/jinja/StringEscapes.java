package dev.smoltulu.tokenizer.jinja;

/** Backslash escapes of Python's string literals (codec unicode-escape, as Jinja2 decodes its strings). */
final class StringEscapes {

    private StringEscapes() {}

    static String decode(String body) {
        if (body.indexOf('\\') < 0) {
            return body;
        }
        StringBuilder text = new StringBuilder(body.length());
        int i = 0;
        while (i < body.length()) {
            char c = body.charAt(i++);
            if (c != '\\' || i == body.length()) {
                text.append(c);
                continue;
            }
            char escape = body.charAt(i++);
            switch (escape) {
                case '\n' -> {
                    // A line that goes on.
                }
                case '\\', '\'', '"' -> text.append(escape);
                case 'a' -> text.append('\u0007');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'v' -> text.append('\u000b');
                case 'x' -> i = hex(body, i, 2, text);
                case 'u' -> i = hex(body, i, 4, text);
                case 'U' -> i = hex(body, i, 8, text);
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    int end = i;
                    while (end < Math.min(body.length(), i + 2) && body.charAt(end) >= '0' && body.charAt(end) <= '7') {
                        end++;
                    }
                    text.appendCodePoint(Integer.parseInt(body.substring(i - 1, end), 8));
                    i = end;
                }
                default -> text.append('\\').append(escape);
            }
        }
        return text.toString();
    }

    private static int hex(String body, int from, int digits, StringBuilder text) {
        try {
            int code = Integer.parseInt(body.substring(from, from + digits), 16);
            text.appendCodePoint(code);
            return from + digits;
        } catch (IndexOutOfBoundsException | IllegalArgumentException broken) {
            throw TemplateException.fault(
                    "a string has an escape that is not " + digits + " hexadecimal digits of a" + " character");
        }
    }
}
