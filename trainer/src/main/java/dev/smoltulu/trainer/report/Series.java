package dev.smoltulu.trainer.report;

import dev.smoltulu.trainer.metrics.MetricsHistory;
import java.util.ArrayList;
import java.util.List;

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

    /** A measure of every step that has it. */
    static Series ofSteps(MetricsHistory history, String name, String key) {
        return new Series(
                name,
                history.steps().stream()
                        .map(row -> new Point(row.step(), row.more().getOrDefault(key, Double.NaN)))
                        .toList());
    }

    /** A measure of every evaluation that has it. */
    static Series ofEvaluations(MetricsHistory history, String name, String key) {
        return new Series(
                name,
                history.evaluations().stream()
                        .map(row -> new Point(row.step(), row.measures().getOrDefault(key, Double.NaN)))
                        .toList());
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
