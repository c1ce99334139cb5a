package dev.smoltulu.sweep.report.plot;

import java.util.List;

/** A plot's area with its axes, onto which marks are drawn in the units of the data. */
final class Panel {

    private static final int LEFT = 72;
    private static final int TOP = 42;
    private static final int BOTTOM = Figure.HEIGHT - 78;
    private static final int LEGEND = Figure.HEIGHT - 12;
    private static final int NARROW_RIGHT = Figure.WIDTH - 20;
    private static final int BAR_RIGHT = Figure.WIDTH - 92;
    private static final int BAR_GAP = 16;
    private static final int BAR_WIDTH = 14;
    private static final int MARK = 5;

    private final Svg svg = new Svg();
    private final String title;
    private final Scale x;
    private final Scale y;
    private final int right;

    private Panel(String title, Scale x, Scale y, int right) {
        this.title = title;
        this.x = x;
        this.y = y;
        this.right = right;
        svg.text("title", LEFT, 24, "start", title);
    }

    static Panel of(String title, Scale x, Scale y) {
        return new Panel(title, x, y, NARROW_RIGHT);
    }

    /** A panel with room for {@link #colourBar} at its right. */
    static Panel withColourBar(String title, Scale x, Scale y) {
        return new Panel(title, x, y, BAR_RIGHT);
    }

    Svg svg() {
        return svg;
    }

    double left() {
        return LEFT;
    }

    double right() {
        return right;
    }

    double top() {
        return TOP;
    }

    double bottom() {
        return BOTTOM;
    }

    double x(double value) {
        return xOfShare(x.share(value));
    }

    double y(double value) {
        return yOfShare(y.share(value));
    }

    double xOfShare(double share) {
        return LEFT + share * (right - LEFT);
    }

    double yOfShare(double share) {
        return BOTTOM - share * (BOTTOM - TOP);
    }

    void horizontalGrid() {
        y.ticks()
                .forEach(tick -> svg.element(
                        "line",
                        "class",
                        "grid",
                        "x1",
                        LEFT,
                        "x2",
                        right,
                        "y1",
                        y(tick.value()),
                        "y2",
                        y(tick.value())));
    }

    void axes(String across, String up) {
        svg.element("rect", "class", "frame", "x", LEFT, "y", TOP, "width", right - LEFT, "height", BOTTOM - TOP);
        horizontalAxis(across);
        y.ticks().forEach(tick -> {
            svg.element(
                    "line", "class", "axis", "x1", LEFT - 4, "x2", LEFT, "y1", y(tick.value()), "y2", y(tick.value()));
            svg.text("tick", LEFT - 7, y(tick.value()) + 4, "end", tick.label());
        });
        svg.vertical("label", 16, (TOP + BOTTOM) / 2.0, up);
    }

    void horizontalAxis(String across) {
        x.ticks().forEach(tick -> {
            svg.element(
                    "line",
                    "class",
                    "axis",
                    "x1",
                    x(tick.value()),
                    "x2",
                    x(tick.value()),
                    "y1",
                    BOTTOM,
                    "y2",
                    BOTTOM + 4);
            svg.text("tick", x(tick.value()), BOTTOM + 18, "middle", tick.label());
        });
        svg.text("label", (LEFT + right) / 2.0, BOTTOM + 38, "middle", across);
    }

    /** Bands of colour from bottom to top with a number at each boundary. */
    void colourBar(ContourPlot.Bands bands, String label) {
        double at = right + BAR_GAP;
        for (ContourPlot.Bands.Band band : bands.bands()) {
            double low = yOfShare(bands.scale().share(band.low()));
            // Up to the top, under the bands that follow: no seams.
            svg.element("rect", "x", at, "y", TOP, "width", BAR_WIDTH, "height", low - TOP, "fill", band.colour());
        }
        svg.element("rect", "class", "frame", "x", at, "y", TOP, "width", BAR_WIDTH, "height", BOTTOM - TOP);
        bands.scale()
                .ticks()
                .forEach(tick -> svg.text(
                        "tick",
                        at + BAR_WIDTH + 5,
                        yOfShare(bands.scale().share(tick.value())) + 4,
                        "start",
                        tick.label()));
        svg.vertical("label", Figure.WIDTH - 6, (TOP + BOTTOM) / 2.0, label);
    }

    void dot(String style, double atX, double atY, double radius, String tooltip) {
        svg.element(new Svg.Tooltip(tooltip), "circle", "class", style, "cx", atX, "cy", atY, "r", radius);
    }

    void disc(String colour, double atX, double atY, String tooltip) {
        svg.element(
                new Svg.Tooltip(tooltip),
                "circle",
                "class",
                "cell",
                "fill",
                colour,
                "cx",
                atX,
                "cy",
                atY,
                "r",
                MARK - 0.5);
    }

    void cross(double atX, double atY, String tooltip) {
        String path = "M" + Svg.number(atX - MARK) + " " + Svg.number(atY - MARK) + "l" + 2 * MARK + " " + 2 * MARK
                + "m0 " + -2 * MARK + "l" + -2 * MARK + " " + 2 * MARK;
        svg.element("path", "class", "halo", "d", path);
        svg.element(new Svg.Tooltip(tooltip), "path", "class", "cross", "d", path);
    }

    void star(double atX, double atY, double radius, String tooltip) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            double angle = Math.PI * i / 5 - Math.PI / 2;
            double reach = i % 2 == 0 ? radius : radius * 0.42;
            points.append(i == 0 ? "" : " ")
                    .append(Svg.number(atX + reach * Math.cos(angle)))
                    .append(',')
                    .append(Svg.number(atY + reach * Math.sin(angle)));
        }
        svg.element(new Svg.Tooltip(tooltip), "polygon", "class", "best", "points", points);
    }

    /** A bar from one value to another with short ends. */
    void errorBar(double atX, double low, double high) {
        double from = y(low);
        double to = y(high);
        svg.element(
                "path",
                "class",
                "bar",
                "d",
                "M" + Svg.number(atX) + " " + Svg.number(from) + "V" + Svg.number(to) + "m-3 0h6M" + Svg.number(atX - 3)
                        + " " + Svg.number(from) + "h6");
    }

    /** One kind of mark and what it means. */
    record Key(Mark mark, String text) {
        enum Mark {
            CELL,
            DOT,
            BEST,
            FAILED,
            OPEN
        }
    }

    void legend(List<Key> keys) {
        double at = LEFT;
        for (Key key : keys) {
            switch (key.mark()) {
                case CELL -> disc("#ffffff", at + MARK, LEGEND - 4, key.text());
                case DOT -> dot("dot", at + MARK, LEGEND - 4, MARK - 0.5, key.text());
                case BEST -> star(at + MARK, LEGEND - 4, 7, key.text());
                case FAILED -> cross(at + MARK, LEGEND - 4, key.text());
                case OPEN -> dot("open", at + MARK, LEGEND - 4, MARK - 1, key.text());
            }
            svg.text("note", at + 2 * MARK + 5, LEGEND, "start", key.text());
            at += 2 * MARK + 22 + 6.3 * key.text().length();
        }
    }

    Figure figure(String name, String caption) {
        return new Figure(name, title, caption, svg.toString());
    }
}
