package dev.smoltulu.trainer.report;

import java.util.Map;

/** Text as HTML that is also well-formed XML. */
final class Html {

    private Html() {}

    /** Safe in text and in quoted attributes; characters that XML forbids become U+FFFD. */
    static String escape(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
            }
        });
        return html.toString();
    }

    private static boolean isAllowed(int c) {
        boolean control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
        boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
        return !control && !surrogate && c != 0xFFFE && c != 0xFFFF;
    }

    /** A headed table of names and values, or nothing for no rows. */
    static String table(String heading, Map<String, String> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<section>\n<h2>" + escape(heading) + "</h2>\n<table>\n");
        rows.forEach((name, value) -> html.append("<tr><th scope=\"row\">" + escape(name) + "</th><td>"
                + escape(value) + "</td></tr>\n"));
        return html.append("</table>\n</section>\n").toString();
    }
}
