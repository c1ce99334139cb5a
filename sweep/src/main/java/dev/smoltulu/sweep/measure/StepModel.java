package dev.smoltulu.sweep.measure;

import java.util.ArrayList;
import java.util.List;

/** Seconds of a step as a straight line over its tokens, through measured points. */
final class StepModel {

    private record Point(double tokens, double seconds) {}

    private final List<Point> points = new ArrayList<>();

    void add(double tokens, double seconds) {
        points.add(new Point(tokens, seconds));
    }

    /** One point gives a proportion, two a line; a line that would fall is taken for a proportion too. */
    double seconds(double tokens) {
        Point first = points.get(0);
        Point last = points.get(points.size() - 1);
        double slope = (last.seconds() - first.seconds()) / (last.tokens() - first.tokens());
        if (points.size() < 2 || !(slope > 0) || first.seconds() < slope * first.tokens()) {
            return last.seconds() * tokens / last.tokens();
        }
        return first.seconds() + slope * (tokens - first.tokens());
    }
}
