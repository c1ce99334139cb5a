package dev.smoltulu.trainer.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A chart of values, as inline SVG coloured by the page's CSS.
 *
 * @param across    what the horizontal axis shows
 * @param zeroBased whether the vertical axis starts at 0
 */
record LineChart(String title, String across, List<Series> series, boolean zeroBased) {

    private static final String STEP = "step";

    private static final int WIDTH = 720;
    private static final int HEIGHT = 240;
    private static final int LEFT = 64;
    private static final int RIGHT = 28;
    private static final int TOP = 12;
    private static final int BOTTOM = 42;
    private static final int MAX_POINTS = 2 * (WIDTH - LEFT - RIGHT);
    private static final int FEW_POINTS = 40;
    private static final int MAX_TICKS = 8;
    private static final double HEADROOM = 0.05;

    LineChart {
        series = series.stream().filter(line -> !line.points().isEmpty()).toList();
    }

    /** A chart against the optimizer step. */
    LineChart(String title, List<Series> series, boolean zeroBased) {
        this(title, STEP, series, zeroBased);
    }

    boolean isEmpty() {
        return series.isEmpty();
    }

    /** A figure with caption, legend and SVG; well-formed XML. */
    String html() {
        Axis x = horizontal();
        Axis y = vertical();
        StringBuilder html =
                new StringBuilder("<figure>\n<figcaption>" + Html.escape(title) + legend() + "</figcaption>\n");
        html.append(format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH, HEIGHT, Html.escape(title + " against " + across)));
        for (BigDecimal tick : y.ticks()) {
            double at = yAt(y, tick.doubleValue());
            html.append(format(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH - RIGHT, at, at));
            html.append(format(
                    "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                    LEFT - 8, at + 4, Axis.label(tick)));
        }
        for (BigDecimal tick : x.ticks()) {
            double at = xAt(x, tick.doubleValue());
            html.append(format(
                    "<line class=\"axis\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    at, at, HEIGHT - BOTTOM, HEIGHT - BOTTOM + 4));
            html.append(format(
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                    at, HEIGHT - BOTTOM + 18, Axis.label(tick)));
        }
        html.append(format(
                "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n",
                LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM, HEIGHT - BOTTOM));
        html.append(format(
                "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, Html.escape(across)));
        for (int i = 0; i < series.size(); i++) {
            html.append(line(series.get(i), i + 1, x, y));
        }
        return html.append("</svg>\n</figure>\n").toString();
    }

    private String legend() {
        if (series.size() < 2) {
            return "";
        }
        StringBuilder legend = new StringBuilder();
        for (int i = 0; i < series.size(); i++) {
            legend.append(" <span class=\"key s" + (i + 1) + "\">"
                    + Html.escape(series.get(i).name()) + "</span>");
        }
        return legend.toString();
    }

    private String line(Series line, int number, Axis x, Axis y) {
        Series drawn = line.thinned(MAX_POINTS);
        List<String> corners = new ArrayList<>();
        StringBuilder marks = new StringBuilder();
        boolean marked = drawn.points().size() <= FEW_POINTS;
        for (Series.Point point : drawn.points()) {
            double px = xAt(x, point.x());
            double py = yAt(y, point.y());
            corners.add(format("%.1f,%.1f", px, py));
            if (marked) {
                marks.append(format("<circle class=\"s%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>", number, px, py));
            }
        }
        return format("<polyline class=\"s%d\" points=\"%s\"/>%s\n", number, String.join(" ", corners), marks);
    }

    private Axis horizontal() {
        double extent = highest(Series.Point::x) - lowest(Series.Point::x);
        // Steps are whole numbers, and so are their ticks.
        int ticks = across.equals(STEP) ? (int) Math.max(1, Math.min(MAX_TICKS, extent)) : MAX_TICKS;
        return Axis.over(lowest(Series.Point::x), highest(Series.Point::x), ticks);
    }

    private Axis vertical() {
        double low = lowest(Series.Point::y);
        double high = highest(Series.Point::y);
        double room = (high - low) * HEADROOM;
        if (zeroBased && low >= 0) {
            return Axis.over(0, high == 0 ? 1 : high * (1 + HEADROOM), 5);
        }
        return Axis.over(low - room, high + room, 5);
    }

    private double lowest(ToDoubleFunction<Series.Point> coordinate) {
        return allPoints().mapToDouble(coordinate).min().orElseThrow();
    }

    private double highest(ToDoubleFunction<Series.Point> coordinate) {
        return allPoints().mapToDouble(coordinate).max().orElseThrow();
    }

    private Stream<Series.Point> allPoints() {
        return series.stream().flatMap(line -> line.points().stream());
    }

    private static double xAt(Axis x, double value) {
        return LEFT + x.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double yAt(Axis y, double value) {
        return HEIGHT - BOTTOM - y.share(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** A line of a chart: points in order of x. */
    record Series(String name, List<Point> points) {

        /** One value; only finite ones are drawn. */
        record Point(double x, double y) {
            boolean isFinite() {
                return Double.isFinite(x) && Double.isFinite(y);
            }
        }

        Series {
            points = points.stream().filter(Point::isFinite).toList();
        }

        /**
         * At most about {@code limit} points that look the same: of each stretch its lowest and highest value stay, in
         * their order, and so do the first and the last point, so no spike is lost.
         */
        Series thinned(int limit) {
            if (points.size() <= limit) {
                return this;
            }
            List<Point> kept = new ArrayList<>();
            int stretches = Math.max(1, limit / 2 - 1);
            int inner = points.size() - 2;
            kept.add(points.get(0));
            for (int i = 0; i < stretches; i++) {
                int from = 1 + (int) ((long) inner * i / stretches);
                int to = 1 + (int) ((long) inner * (i + 1) / stretches);
                addExtremes(points.subList(from, to), kept);
            }
            kept.add(points.get(points.size() - 1));
            return new Series(name, kept);
        }

        private static void addExtremes(List<Point> stretch, List<Point> kept) {
            if (stretch.isEmpty()) {
                return;
            }
            Point low = stretch.get(0);
            Point high = low;
            for (Point point : stretch) {
                low = point.y() < low.y() ? point : low;
                high = point.y() > high.y() ? point : high;
            }
            kept.add(low.x() <= high.x() ? low : high);
            if (low != high) {
                kept.add(low.x() <= high.x() ? high : low);
            }
        }
    }
}
