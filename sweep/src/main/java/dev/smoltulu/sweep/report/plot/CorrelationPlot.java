package dev.smoltulu.sweep.report.plot;

import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.statistics.Bootstrap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rank correlations beside each other, each with its interval. */
public final class CorrelationPlot {

    /**
     * One correlation.
     *
     * @param label   whose it is
     * @param ability which gives its colour
     * @param text    value and interval as text
     * @param mean    whether it is a mean over tasks, which is drawn as a diamond
     */
    public record Row(
            String label,
            StudyTable.Task.Ability ability,
            boolean mean,
            double value,
            Optional<Bootstrap.Interval> interval,
            String text) {}

    private CorrelationPlot() {}

    /** The plot of at least one row. */
    public static Figure of(String name, String title, String caption, List<Row> rows) {
        Scale scale = new Scale(false, -1.08, 1.08, Scale.linear(-1, 1).ticks());
        Panel panel = Panel.of(title, scale, new Scale(false, 0, rows.size(), List.of()));
        panel.svg()
                .element(
                        "line",
                        "class",
                        "zero",
                        "x1",
                        panel.x(0),
                        "x2",
                        panel.x(0),
                        "y1",
                        panel.top(),
                        "y2",
                        panel.bottom());
        for (int i = 0; i < rows.size(); i++) {
            double foot = panel.y(rows.size() - i - 1);
            panel.svg()
                    .element("line", "class", "grid", "x1", panel.left(), "x2", panel.right(), "y1", foot, "y2", foot);
            draw(panel, rows.get(i), panel.y(rows.size() - i - 0.7), panel.y(rows.size() - i - 0.36));
        }
        panel.axes("Spearman rank correlation with learning rate / batch size", "");
        return panel.figure(name, caption);
    }

    private static void draw(Panel panel, Row row, double at, double labelAt) {
        String style = row.ability().name().toLowerCase(Locale.ROOT);
        row.interval()
                .ifPresent(interval -> panel.svg()
                        .element(
                                "line",
                                "class",
                                style,
                                "x1",
                                panel.x(interval.low()),
                                "x2",
                                panel.x(interval.high()),
                                "y1",
                                at,
                                "y2",
                                at));
        if (row.mean()) {
            double x = panel.x(row.value());
            panel.svg()
                    .element(
                            "path",
                            "class",
                            style,
                            "d",
                            "M" + Svg.number(x - 6) + " " + Svg.number(at) + "l6-6l6 6l-6 6z");
        } else {
            panel.svg().element("circle", "class", style, "cx", panel.x(row.value()), "cy", at, "r", 4);
        }
        panel.svg().text("label", panel.left() + 8, labelAt, "start", row.label());
        panel.svg().text("tick", panel.right() - 8, labelAt, "end", row.text());
    }
}
