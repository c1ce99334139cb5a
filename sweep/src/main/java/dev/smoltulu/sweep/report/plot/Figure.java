package dev.smoltulu.sweep.report.plot;

import dev.smoltulu.trainer.report.Html;
import java.util.Map;

/**
 * A finished plot.
 *
 * @param name    what its files are called, without an ending; letters, digits, - and _ only
 * @param title   what it shows, for readers who do not see it
 * @param caption a sentence or more on how to read it
 * @param drawing SVG elements on an area of {@link #WIDTH} by {@link #HEIGHT}
 */
public record Figure(String name, String title, String caption, String drawing) {

    static final int WIDTH = 480;
    static final int HEIGHT = 390;

    /** The rules of all plots; a page adds them to its own and brings the colours. */
    public static final String STYLE = """
            .title{fill:var(--ink);font-size:15px;font-weight:bold}
            .label{fill:var(--ink);font-size:12.5px}
            .tick{fill:var(--faint);font-size:12px}
            .note{fill:var(--faint);font-size:11.5px}
            .grid{stroke:var(--rule);stroke-width:1}
            .axis{stroke:var(--faint);stroke-width:1}
            .zero{stroke:var(--faint);stroke-width:1;stroke-dasharray:4 3}
            .frame{fill:none;stroke:var(--faint);stroke-width:1}
            .mean{fill:none;stroke:var(--s1);stroke-width:1.5;stroke-opacity:.45}
            .bar{fill:none;stroke:var(--ink);stroke-width:1.1;stroke-opacity:.65}
            .dot{fill:var(--s1);stroke:var(--page);stroke-width:1}
            .isoline{fill:none;stroke:#fff;stroke-width:.7;stroke-opacity:.55}
            .ratio{stroke:#fff;stroke-width:1;stroke-opacity:.6;stroke-dasharray:2 4}
            .cell{stroke:#1b1f24;stroke-width:1.1}
            .best{fill:#fff;stroke:#1b1f24;stroke-width:1.1;stroke-linejoin:round}
            .open{fill:var(--faint);stroke:var(--page);stroke-width:1.2}
            .cross{fill:none;stroke:var(--bad);stroke-width:2.2}
            .halo{fill:none;stroke:var(--page);stroke-width:5}
            .curve{fill:none;stroke-width:1.4;stroke-linejoin:round;stroke-opacity:.9}
            .reasoning{stroke:var(--s1);fill:var(--s1);stroke-width:1.8}
            .pattern{stroke:var(--s2);fill:var(--s2);stroke-width:1.8}
            .unstated{stroke:var(--faint);fill:var(--faint);stroke-width:1.8}
            """;

    private static final Map<String, String> ON_PAPER = Map.of(
            "page", "#ffffff", "ink", "#1b1f24", "faint", "#5d6670", "rule", "#dfe3e8", "s1", "#2463b4", "s2",
            "#c2570c", "bad", "#b3261e");

    /** A file of its own, dark on white; SansSerif is what Java calls sans-serif. */
    public String svg() {
        String style = STYLE;
        for (Map.Entry<String, String> colour : ON_PAPER.entrySet()) {
            style = style.replace("var(--" + colour.getKey() + ")", colour.getValue());
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH
                + "\" height=\"" + HEIGHT + "\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                + "\" font-family=\"Helvetica,Arial,SansSerif,sans-serif\">\n<title>"
                + Html.escape(title) + "</title>\n<style>\n" + style + "</style>\n<rect width=\"" + WIDTH
                + "\" height=\"" + HEIGHT + "\" fill=\"#ffffff\"/>\n" + drawing + "</svg>\n";
    }

    /** A figure of a page that has {@link #STYLE}. */
    public String html() {
        return "<figure>\n<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\" aria-label=\""
                + Html.escape(title) + "\">\n" + drawing + "</svg>\n<figcaption>" + Html.escape(caption)
                + "</figcaption>\n</figure>\n";
    }
}
