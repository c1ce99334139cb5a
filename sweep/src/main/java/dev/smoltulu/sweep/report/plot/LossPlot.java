package dev.smoltulu.sweep.report.plot;

import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The training loss of every cell against the examples it has seen, coloured by its ratio. */
public final class LossPlot {

    private static final int STRETCHES = 40;
    private static final double WIDE = 20;

    private record Point(double examples, double loss) {}

    private record Curve(CellResult cell, List<Point> points) {}

    private LossPlot() {}

    /** Empty where no cell has a finite loss. */
    public static Optional<Figure> of(String name, StudyTable table) {
        double longest = table.cells().stream()
                .filter(cell -> !cell.losses().isEmpty())
                .mapToDouble(cell -> cell.losses().get(cell.losses().size() - 1).step() * (double) cell.batchSize())
                .max()
                .orElse(0);
        List<Curve> curves = table.cells().stream()
                .map(cell -> new Curve(cell, smoothed(cell, longest)))
                .filter(curve -> !curve.points().isEmpty())
                .sorted(Comparator.comparingDouble(curve -> curve.cell().ratio()))
                .toList();
        return curves.isEmpty() ? Optional.empty() : Optional.of(draw(name, table, curves, longest));
    }

    /** The mean loss of each stretch of equally many examples. */
    private static List<Point> smoothed(CellResult cell, double longest) {
        double[] sums = new double[STRETCHES];
        double[] examples = new double[STRETCHES];
        int[] counts = new int[STRETCHES];
        for (CellResult.LossPoint point : cell.losses()) {
            if (Double.isFinite(point.loss())) {
                double seen = point.step() * (double) cell.batchSize();
                int stretch = Math.max(0, Math.min(STRETCHES - 1, (int) Math.ceil(seen / longest * STRETCHES) - 1));
                sums[stretch] += point.loss();
                examples[stretch] += seen;
                counts[stretch]++;
            }
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < STRETCHES; i++) {
            if (counts[i] > 0) {
                points.add(new Point(examples[i] / counts[i], sums[i] / counts[i]));
            }
        }
        return points;
    }

    private static Figure draw(String name, StudyTable table, List<Curve> curves, double longest) {
        double[] losses = curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Point::loss)
                .toArray();
        Scale linear = Scale.linearOver(losses);
        double low = curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Point::loss)
                .min()
                .orElseThrow();
        double high = curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Point::loss)
                .max()
                .orElseThrow();
        Scale y = low > 0 && high / low > WIDE ? Scale.logarithmicOver(losses) : linear;
        double[] ratios =
                curves.stream().mapToDouble(curve -> curve.cell().ratio()).toArray();
        ContourPlot.Bands bands = ContourPlot.Bands.logarithmicOver(ratios);
        Panel panel = Panel.withColourBar("training loss", Scale.linear(0, longest), y);
        panel.horizontalGrid();
        for (Curve curve : curves) {
            String points = curve.points().stream()
                    .map(point -> Svg.number(panel.x(point.examples())) + "," + Svg.number(panel.y(point.loss())))
                    .collect(Collectors.joining(" "));
            panel.svg()
                    .element(
                            new Svg.Tooltip("ratio " + Brief.of(curve.cell().ratio()) + ", "
                                    + curve.cell().id()),
                            "polyline",
                            "class",
                            "curve",
                            "stroke",
                            bands.colour(curve.cell().ratio()),
                            "points",
                            points);
        }
        String examples = Quantity.examples(table);
        panel.axes(examples + " seen", y.logarithmic() ? "loss (logarithmic)" : "loss");
        panel.colourBar(bands, "learning rate / batch size");
        return panel.figure(
                name,
                "Lightest is the highest ratio. Every point is the mean over a fortieth of the longest " + "run.");
    }
}
