package dev.smoltulu.sweep.report.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

final class ContourTest {

    private static final BiPredicate<Integer, Integer> ALL = (i, j) -> true;

    @Test
    void linesOfAPlaneAreExact() {
        ScoreSurface plane = grid(5, 4, (x, y) -> x + 2 * y, ALL);

        for (double level : new double[] {0.3, 1.05, 1.7, 2.9}) {
            List<List<Contour.Node>> lines = Contour.at(plane, level).lines();
            assertEquals(1, lines.size(), "one line at " + level);
            lines.get(0).forEach(node -> assertEquals(level, node.xValue() + 2 * node.yValue(), 1e-7));
            assertTrue(onBorder(lines.get(0).get(0))
                    && onBorder(lines.get(0).get(lines.get(0).size() - 1)));
        }
    }

    /** Between four cells the surface is bilinear, x y here, whose contours are hyperbolas. */
    @Test
    void linesBetweenFourCellsAreHyperbolas() {
        ScoreSurface saddle = grid(2, 2, (x, y) -> x * y, ALL);

        for (double level : new double[] {0.1, 0.25, 0.6}) {
            List<Contour.Node> line = Contour.at(saddle, level).lines().get(0);
            line.forEach(node -> assertEquals(level, node.xValue() * node.yValue(), 0.005));
        }
    }

    @Test
    void linesOfAHillAreCircles() {
        ScoreSurface hill = grid(41, 41, (x, y) -> 1 - Math.hypot(x - 0.5, y - 0.5), ALL);

        Contour contour = Contour.at(hill, 0.7000001);

        assertEquals(1, contour.lines().size());
        contour.lines()
                .get(0)
                .forEach(node -> assertEquals(0.3, Math.hypot(node.xValue() - 0.5, node.yValue() - 0.5), 0.002));
        assertEquals(Math.PI * 0.09, area(contour), 0.001);
    }

    @Test
    void areasAreThoseOfTheFunction() {
        ScoreSurface plane = grid(5, 4, (x, y) -> x + y, ALL);

        assertEquals(0.5, area(Contour.at(plane, 1 - 1e-7)), 1e-5);
        assertEquals(0.875, area(Contour.at(plane, 0.5 - 1e-7)), 1e-5);
        assertEquals(1, area(Contour.at(plane, Double.NEGATIVE_INFINITY)), 1e-9);
        assertEquals(0, area(Contour.at(plane, 2.1)));
    }

    /** A hole is part of the even-odd rule: two outlines. */
    @Test
    void aValleyIsCutOut() {
        ScoreSurface valley = grid(21, 21, (x, y) -> Math.hypot(x - 0.5, y - 0.5), ALL);

        Contour contour = Contour.at(valley, 0.25000001);

        assertEquals(2, contour.outlines().size());
        assertEquals(1 - Math.PI / 16, area(contour), 0.002);
    }

    /** Without a corner the hull of a 3 by 3 grid loses an eighth; without its middle it loses nothing. */
    @Test
    void nothingIsDrawnBeyondTheHullOfTheCells() {
        ScoreSurface cornerless = grid(3, 3, (x, y) -> x + 2 * y, (i, j) -> i + j < 4);
        ScoreSurface hollow = grid(3, 3, (x, y) -> x + 2 * y, (i, j) -> i != 1 || j != 1);

        assertEquals(0.875, area(Contour.at(cornerless, Double.NEGATIVE_INFINITY)), 1e-7);
        assertEquals(1, area(Contour.at(hollow, Double.NEGATIVE_INFINITY)), 1e-7);
        Contour.at(hollow, 1.2)
                .lines()
                .forEach(line -> line.forEach(node -> assertEquals(1.2, node.xValue() + 2 * node.yValue(), 1e-7)));
    }

    @Test
    void fewerThanThreePointsOrPointsOnALineHaveNoSurface() {
        assertTrue(ScoreSurface.over(List.of()).isEmpty());
        assertTrue(ScoreSurface.over(List.of(new ScoreSurface.Vertex(0, 0, 1), new ScoreSurface.Vertex(1, 1, 2)))
                .isEmpty());
        List<ScoreSurface.Vertex> line = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            line.add(new ScoreSurface.Vertex(i * 0.1, i * 0.1, i));
        }
        assertTrue(ScoreSurface.over(line).isEmpty());
        assertFalse(grid(2, 2, (x, y) -> 0, ALL).isEmpty());
    }

    private static ScoreSurface grid(
            int across, int up, DoubleBinaryOperator value, BiPredicate<Integer, Integer> present) {
        List<ScoreSurface.Vertex> points = new ArrayList<>();
        for (int i = 0; i < across; i++) {
            for (int j = 0; j < up; j++) {
                double x = i / (across - 1.0);
                double y = j / (up - 1.0);
                if (present.test(i, j)) {
                    points.add(new ScoreSurface.Vertex(x, y, value.applyAsDouble(x, y)));
                }
            }
        }
        return ScoreSurface.over(points);
    }

    private static boolean onBorder(Contour.Node node) {
        return Math.min(Math.min(node.xValue(), 1 - node.xValue()), Math.min(node.yValue(), 1 - node.yValue())) < 1e-8;
    }

    /** Outlines run counter-clockwise and holes clockwise, so signed areas add up. */
    private static double area(Contour contour) {
        double area = 0;
        for (List<Contour.Node> loop : contour.outlines()) {
            for (int i = 0; i < loop.size(); i++) {
                Contour.Node a = loop.get(i);
                Contour.Node b = loop.get((i + 1) % loop.size());
                area += (a.xValue() * b.yValue() - b.xValue() * a.yValue()) / 2;
            }
        }
        return area;
    }
}
