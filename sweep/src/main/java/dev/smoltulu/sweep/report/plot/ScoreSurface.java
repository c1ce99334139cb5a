package dev.smoltulu.sweep.report.plot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Triangle;
import org.locationtech.jts.triangulate.DelaunayTriangulationBuilder;

/**
 * Values at scattered points, continued over their convex hull and no further: bilinear over each rectangle of four
 * neighbours, as between the cells of a grid, linear over the triangles of a Delaunay triangulation elsewhere. Faces are
 * cut into small triangles on which the surface is linear.
 */
final class ScoreSurface {

    /** A position and the value there. */
    record Vertex(double x, double y, double value) {}

    /** Counter-clockwise. */
    record Facet(Vertex a, Vertex b, Vertex c) {}

    private static final int CUTS = 8;
    private static final double SMALLEST_AREA = 1e-9;

    private final List<Facet> facets = new ArrayList<>();

    private ScoreSurface() {}

    /** The surface over points of different positions; empty where they are fewer than three or lie on one line. */
    static ScoreSurface over(List<Vertex> points) {
        ScoreSurface surface = new ScoreSurface();
        if (points.size() < 3) {
            return surface;
        }
        Map<Envelope, List<Facet>> byBounds = new LinkedHashMap<>();
        for (Facet facet : triangles(points)) {
            byBounds.computeIfAbsent(bounds(facet), key -> new ArrayList<>()).add(facet);
        }
        byBounds.forEach((bounds, faces) -> {
            // Two right triangles that fill the same upright box are its halves.
            if (faces.size() == 2 && faces.stream().allMatch(face -> isHalf(face, bounds))) {
                surface.addRectangle(bounds, faces);
            } else {
                faces.forEach(surface::addTriangle);
            }
        });
        return surface;
    }

    List<Facet> facets() {
        return facets;
    }

    boolean isEmpty() {
        return facets.isEmpty();
    }

    private static List<Facet> triangles(List<Vertex> points) {
        Map<Coordinate, Vertex> vertices = new HashMap<>();
        points.forEach(point -> vertices.put(new Coordinate(point.x(), point.y()), point));
        DelaunayTriangulationBuilder builder = new DelaunayTriangulationBuilder();
        builder.setSites(List.copyOf(vertices.keySet().stream().sorted().toList()));
        Geometry triangles = builder.getTriangles(new GeometryFactory());
        List<Facet> facets = new ArrayList<>();
        for (int i = 0; i < triangles.getNumGeometries(); i++) {
            Coordinate[] corners = triangles.getGeometryN(i).getCoordinates();
            double area = Triangle.signedArea(corners[0], corners[1], corners[2]);
            if (Math.abs(area) < SMALLEST_AREA) {
                continue;
            }
            Vertex a = vertices.get(new Coordinate(corners[0].x, corners[0].y));
            Vertex b = vertices.get(new Coordinate(corners[1].x, corners[1].y));
            Vertex c = vertices.get(new Coordinate(corners[2].x, corners[2].y));
            // JTS counts clockwise areas as positive.
            facets.add(area > 0 ? new Facet(a, c, b) : new Facet(a, b, c));
        }
        return facets;
    }

    private static Envelope bounds(Facet facet) {
        Envelope bounds = new Envelope();
        corners(facet).forEach(corner -> bounds.expandToInclude(corner.x(), corner.y()));
        return bounds;
    }

    private static List<Vertex> corners(Facet facet) {
        return List.of(facet.a(), facet.b(), facet.c());
    }

    private static boolean isHalf(Facet facet, Envelope bounds) {
        return corners(facet).stream()
                .allMatch(corner -> (corner.x() == bounds.getMinX() || corner.x() == bounds.getMaxX())
                        && (corner.y() == bounds.getMinY() || corner.y() == bounds.getMaxY()));
    }

    private void addRectangle(Envelope box, List<Facet> halves) {
        double[][] corner = new double[2][2];
        halves.forEach(half -> corners(half)
                .forEach(vertex -> corner[vertex.x() == box.getMinX() ? 0 : 1][vertex.y() == box.getMinY() ? 0 : 1] =
                        vertex.value()));
        for (int i = 0; i < CUTS; i++) {
            for (int j = 0; j < CUTS; j++) {
                Vertex a = bilinear(box, corner, i, j);
                Vertex b = bilinear(box, corner, i + 1, j);
                Vertex c = bilinear(box, corner, i + 1, j + 1);
                Vertex d = bilinear(box, corner, i, j + 1);
                Vertex middle = bilinear(box, corner, i + 0.5, j + 0.5);
                facets.addAll(List.of(
                        new Facet(a, b, middle),
                        new Facet(b, c, middle),
                        new Facet(c, d, middle),
                        new Facet(d, a, middle)));
            }
        }
    }

    private static Vertex bilinear(Envelope box, double[][] corner, double i, double j) {
        double u = i / CUTS;
        double v = j / CUTS;
        double low = corner[0][0] * (1 - u) + corner[1][0] * u;
        double high = corner[0][1] * (1 - u) + corner[1][1] * u;
        return new Vertex(
                box.getMinX() + u * box.getWidth(), box.getMinY() + v * box.getHeight(), low * (1 - v) + high * v);
    }

    /** Cut as finely as rectangles are, so that the two meet in the same vertices. */
    private void addTriangle(Facet face) {
        for (int i = 0; i < CUTS; i++) {
            for (int j = 0; j < CUTS - i; j++) {
                Vertex right = linear(face, i + 1, j);
                Vertex up = linear(face, i, j + 1);
                facets.add(new Facet(linear(face, i, j), right, up));
                if (i + j + 2 <= CUTS) {
                    facets.add(new Facet(right, linear(face, i + 1, j + 1), up));
                }
            }
        }
    }

    private static Vertex linear(Facet face, int i, int j) {
        double b = (double) i / CUTS;
        double c = (double) j / CUTS;
        double a = 1 - b - c;
        return new Vertex(
                a * face.a().x() + b * face.b().x() + c * face.c().x(),
                a * face.a().y() + b * face.b().y() + c * face.c().y(),
                a * face.a().value() + b * face.b().value() + c * face.c().value());
    }
}
