package dev.smoltulu.trainer.report;

import java.util.Map;

/** Pages and text as HTML that is also well-formed XML. */
public final class Html {

    private static final String STYLE = """
            :root{color-scheme:light dark;--page:#fff;--ink:#1b1f24;--faint:#5d6670;--rule:#dfe3e8;--tile:#f5f7f9;
            --s1:#2463b4;--s2:#c2570c;--s3:#2f7d4f;--s4:#8a4fb0}
            @media (prefers-color-scheme:dark){:root{--page:#14171a;--ink:#e4e7ea;--faint:#98a2ac;--rule:#30363d;
            --tile:#1c2126;--s1:#6ea8f0;--s2:#f0975a;--s3:#6cc492;--s4:#c596e6}}
            body{margin:0 auto;max-width:60rem;padding:2rem 1.25rem 4rem;background:var(--page);color:var(--ink);
            font:15px/1.5 system-ui,sans-serif}
            h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:2.25rem 0 .5rem}
            p.sub{margin:0 0 1.5rem;color:var(--faint)}
            dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.6rem;margin:0}
            dl div{background:var(--tile);border-radius:6px;padding:.6rem .8rem}
            dt{color:var(--faint);font-size:.8rem}dd{margin:0;font-size:1.05rem;font-variant-numeric:tabular-nums}
            figure{margin:1.75rem 0 0}figcaption{font-weight:600}svg{display:block;width:100%;height:auto}
            .key{font-weight:400;margin-left:1rem}.key::before{content:"";display:inline-block;width:1rem;height:2px;
            margin-right:.4rem;vertical-align:middle;background:currentColor}
            span.s1{color:var(--s1)}span.s2{color:var(--s2)}span.s3{color:var(--s3)}span.s4{color:var(--s4)}
            polyline{fill:none;stroke-width:1.5;stroke-linejoin:round}
            polyline.s1{stroke:var(--s1)}polyline.s2{stroke:var(--s2)}
            polyline.s3{stroke:var(--s3)}polyline.s4{stroke:var(--s4)}
            circle.s1{fill:var(--s1)}circle.s2{fill:var(--s2)}circle.s3{fill:var(--s3)}circle.s4{fill:var(--s4)}
            .grid{stroke:var(--rule)}.axis{stroke:var(--faint)}.tick{fill:var(--faint);font-size:12px}
            table{border-collapse:collapse;width:100%}
            th,td{text-align:left;vertical-align:top;padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--rule)}
            th{font-weight:400;color:var(--faint);width:15rem}
            td{font-family:ui-monospace,monospace;font-size:.85rem;overflow-wrap:anywhere;white-space:pre-wrap}
            """;

    private Html() {}

    /**
     * A page that loads nothing, runs no script and follows the reader's light or dark setting.
     *
     * @param style CSS beyond what all pages share, which sets the colours {@code --page}, {@code --ink},
     *              {@code --faint}, {@code --rule}, {@code --tile}, {@code --s1} and {@code --s2}
     * @param body  what follows the title
     */
    public static String page(String title, String subtitle, String style, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                + "style-src 'unsafe-inline'\"/>\n"
                + "<title>" + escape(title) + "</title>\n<style>\n" + STYLE + style + "</style>\n</head>\n<body>\n"
                + "<h1>" + escape(title) + "</h1>\n<p class=\"sub\">" + escape(subtitle) + "</p>\n"
                + body + "</body>\n</html>\n";
    }

    /** Safe in text and in quoted attributes; characters that XML forbids become U+FFFD. */
    public static String escape(String text) {
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

    /** Figures by name, each on a tile. */
    public static String tiles(Map<String, String> figures) {
        StringBuilder html = new StringBuilder("<dl>\n");
        figures.forEach((name, value) ->
                html.append("<div><dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd></div>\n"));
        return html.append("</dl>\n").toString();
    }

    /** A headed table of names and values, or nothing for no rows. */
    public static String table(String heading, Map<String, String> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<section>\n<h2>" + escape(heading) + "</h2>\n<table>\n");
        rows.forEach((name, value) ->
                html.append("<tr><th scope=\"row\">" + escape(name) + "</th><td>" + escape(value) + "</td></tr>\n"));
        return html.append("</table>\n</section>\n").toString();
    }
}
