package dev.smoltulu.sweep.report.plot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a surface is at a level or above: closed outlines, to be filled by the even-odd rule, and those parts of them
 * that are not the surface's own border, which are the contour lines. Each facet is cut at the level; edges that two
 * pieces share in opposite directions cancel, what stays is the outline.
 */
final class Contour {

    /** A position to a billionth, so that edges of neighbours meet. */
    record Node(long x, long y) {
        private static final double PER_UNIT = 1e9;

        private static Node at(double x, double y) {
            return new Node(Math.round(x * PER_UNIT), Math.round(y * PER_UNIT));
        }

        double xValue() {
            return x / PER_UNIT;
        }

        double yValue() {
            return y / PER_UNIT;
        }
    }

    private record Edge(Node from, Node to) {
        Edge reversed() {
            return new Edge(to, from);
        }
    }

    private final Set<Edge> edges = new LinkedHashSet<>();
    private final Set<Edge> cuts = new LinkedHashSet<>();
    private final List<List<Node>> outlines = new ArrayList<>();
    private final List<List<Node>> lines = new ArrayList<>();

    private Contour() {}

    /** @param level must not be the value of a vertex; negative infinity gives the outline of the whole surface */
    static Contour at(ScoreSurface surface, double level) {
        Contour contour = new Contour();
        surface.facets().forEach(facet -> contour.cut(facet, level));
        contour.chain();
        return contour;
    }

    List<List<Node>> outlines() {
        return outlines;
    }

    List<List<Node>> lines() {
        return lines;
    }

    private void cut(ScoreSurface.Facet facet, double level) {
        ScoreSurface.Vertex[] corners = {facet.a(), facet.b(), facet.c()};
        List<Node> inside = new ArrayList<>();
        Node left = null;
        Node entered = null;
        for (int i = 0; i < 3; i++) {
            ScoreSurface.Vertex from = corners[i];
            ScoreSurface.Vertex to = corners[(i + 1) % 3];
            boolean fromInside = from.value() >= level;
            if (fromInside) {
                inside.add(Node.at(from.x(), from.y()));
            }
            if (fromInside != to.value() >= level) {
                Node crossing = crossing(from, to, level);
                inside.add(crossing);
                left = fromInside ? crossing : left;
                entered = fromInside ? entered : crossing;
            }
        }
        for (int i = 0; i < inside.size(); i++) {
            add(new Edge(inside.get(i), inside.get((i + 1) % inside.size())));
        }
        if (left != null) {
            cuts.add(new Edge(left, entered));
        }
    }

    /** The same for both facets of an edge, whichever way round they see it. */
    private static Node crossing(ScoreSurface.Vertex from, ScoreSurface.Vertex to, double level) {
        boolean swap = from.x() > to.x() || from.x() == to.x() && from.y() > to.y();
        ScoreSurface.Vertex a = swap ? to : from;
        ScoreSurface.Vertex b = swap ? from : to;
        double share = (level - a.value()) / (b.value() - a.value());
        return Node.at(a.x() + share * (b.x() - a.x()), a.y() + share * (b.y() - a.y()));
    }

    private void add(Edge edge) {
        if (!edge.from().equals(edge.to()) && !edges.remove(edge.reversed())) {
            edges.add(edge);
        }
    }

    private void chain() {
        Map<Node, Deque<Edge>> leaving = new LinkedHashMap<>();
        edges.forEach(edge ->
                leaving.computeIfAbsent(edge.from(), node -> new ArrayDeque<>()).add(edge));
        for (Edge start : edges) {
            List<Edge> loop = new ArrayList<>();
            Deque<Edge> next = leaving.get(start.from());
            while (next != null && !next.isEmpty()) {
                Edge edge = next.remove();
                loop.add(edge);
                next = leaving.get(edge.to());
            }
            if (!loop.isEmpty()) {
                outlines.add(loop.stream().map(Edge::from).toList());
                addLines(loop);
            }
        }
    }

    /** The runs of a closed outline that follow the level. */
    private void addLines(List<Edge> loop) {
        int start = 0;
        while (start < loop.size() && cuts.contains(loop.get(start))) {
            start++;
        }
        List<Node> line = new ArrayList<>();
        for (int i = 0; i < loop.size(); i++) {
            Edge edge = loop.get((start + i) % loop.size());
            if (cuts.contains(edge)) {
                if (line.isEmpty()) {
                    line.add(edge.from());
                }
                line.add(edge.to());
            } else if (!line.isEmpty()) {
                lines.add(List.copyOf(line));
                line.clear();
            }
        }
        if (!line.isEmpty()) {
            lines.add(List.copyOf(line));
        }
    }
}
