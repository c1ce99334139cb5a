package dev.smoltulu.sweep.report.plot;

import dev.smoltulu.sweep.statistics.Setting;
import dev.smoltulu.sweep.statistics.Trend;
import dev.smoltulu.trainer.report.Axis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One task's score over learning rate and batch size, as in the paper's figure 1: filled contours between cells on
 * logarithmic axes, every cell marked, nothing drawn where no cells surround a place.
 */
public final class ContourPlot {

    /** A tie with a level goes to the band above it. */
    private static final double TIE = 1e-6;

    private static final int MAX_RATIO_LINES = 8;

    private final Trend trend;
    private final List<Setting> settings;
    private final Quantity across;
    private final Quantity up;
    private final Panel panel;
    private final Bands bands;
    private final List<ScoreSurface.Vertex> places;

    private ContourPlot(Trend trend, List<Setting> settings, Quantity up) {
        this.trend = trend;
        this.settings = settings;
        this.across = Quantity.LEARNING_RATE;
        this.up = up;
        Scale x = Scale.over(across.of(settings));
        Scale y = Scale.over(up.of(settings));
        this.panel = Panel.withColourBar(trend.task().name(), x, y);
        this.places = places(x, y);
        double low =
                places.stream().mapToDouble(ScoreSurface.Vertex::value).min().orElseThrow();
        double high =
                places.stream().mapToDouble(ScoreSurface.Vertex::value).max().orElseThrow();
        this.bands = Bands.over(low, high, trend.task().higherIsBetter());
    }

    /**
     * The plot of a task with at least one score, in a study where both quantities vary.
     *
     * @param name      what its files are called
     * @param batchSize what the vertical axis shows
     */
    public static Figure of(String name, Trend trend, List<Setting> settings, Quantity batchSize) {
        return new ContourPlot(trend, settings, batchSize).figure(name);
    }

    private Figure figure(String name) {
        ScoreSurface surface = ScoreSurface.over(places);
        fill(surface);
        int decades = equalRatios();
        panel.axes(across.label(), up.label());
        panel.colourBar(bands, trend.task().metric());
        places.forEach(place -> panel.disc(
                surface.isEmpty() ? bands.colour(place.value()) : "#ffffff",
                panel.xOfShare(place.x()),
                panel.yOfShare(place.y()),
                scoresAt(place).stream().map(ColourScale.Legend::of).collect(Collectors.joining("; "))));
        settings.stream()
                .filter(setting -> setting.score(trend.task()).isEmpty())
                .forEach(this::markMissing);
        trend.best()
                .ifPresent(best -> panel.star(
                        panel.x(across.of(best.setting())),
                        panel.y(up.of(best.setting())),
                        9,
                        "best: " + ColourScale.Legend.of(best)));
        panel.legend(keys());
        return panel.figure(name, caption(surface, decades));
    }

    /** The mean score at each place, in shares of the axes. */
    private List<ScoreSurface.Vertex> places(Scale x, Scale y) {
        Map<List<Double>, List<Setting.Score>> byPlace = trend.scores().stream()
                .collect(Collectors.groupingBy(
                        score -> List.of(across.of(score.setting()), up.of(score.setting())),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return byPlace.entrySet().stream()
                .map(place -> new ScoreSurface.Vertex(
                        x.share(place.getKey().get(0)),
                        y.share(place.getKey().get(1)),
                        place.getValue().stream()
                                .mapToDouble(Setting.Score::mean)
                                .average()
                                .orElseThrow()))
                .toList();
    }

    private void fill(ScoreSurface surface) {
        double tie = TIE * (bands.scale().high() - bands.scale().low());
        boolean lowest = true;
        for (Bands.Band band : bands.bands()) {
            Contour contour = Contour.at(surface, lowest ? Double.NEGATIVE_INFINITY : band.low() - tie);
            lowest = false;
            if (!contour.outlines().isEmpty()) {
                panel.svg()
                        .element(
                                "path",
                                "fill",
                                band.colour(),
                                "fill-rule",
                                "evenodd",
                                "d",
                                path(contour.outlines(), "Z"));
            }
            if (!contour.lines().isEmpty()) {
                panel.svg().element("path", "class", "isoline", "d", path(contour.lines(), ""));
            }
        }
    }

    private String path(List<List<Contour.Node>> lines, String end) {
        return lines.stream()
                .map(line -> line.stream().map(this::position).distinct().collect(Collectors.joining("L", "M", end)))
                .collect(Collectors.joining());
    }

    private String position(Contour.Node node) {
        return Svg.number(panel.xOfShare(node.xValue())) + " " + Svg.number(panel.yOfShare(node.yValue()));
    }

    /**
     * Lines of equal ratio, straight, since its logarithm is linear in those of both axes.
     *
     * @return how many decades one is from the next
     */
    private int equalRatios() {
        ScoreSurface ratios = ScoreSurface.over(places.stream()
                .map(place -> new ScoreSurface.Vertex(
                        place.x(),
                        place.y(),
                        Math.log10(scoresAt(place).get(0).setting().ratio())))
                .toList());
        double lowest = ratios.facets().stream()
                .mapToDouble(facet -> facet.a().value())
                .min()
                .orElse(0);
        double highest = ratios.facets().stream()
                .mapToDouble(facet -> facet.a().value())
                .max()
                .orElse(0);
        int stride = (int) Math.ceil((highest - lowest) / MAX_RATIO_LINES);
        for (double level = Math.ceil(lowest); level < highest; level += stride) {
            for (List<Contour.Node> line : Contour.at(ratios, level - TIE).lines()) {
                panel.svg()
                        .element(
                                "path",
                                "class",
                                "ratio",
                                "d",
                                "M" + position(line.get(0)) + "L" + position(line.get(line.size() - 1)));
            }
        }
        return stride;
    }

    private void markMissing(Setting setting) {
        double x = panel.x(across.of(setting));
        double y = panel.y(up.of(setting));
        if (ColourScale.Legend.isFailed(setting)) {
            panel.cross(x, y, ColourScale.Legend.missing(setting));
        } else {
            panel.dot("open", x, y, 4, ColourScale.Legend.missing(setting));
        }
    }

    private List<Setting.Score> scoresAt(ScoreSurface.Vertex place) {
        return trend.scores().stream()
                .filter(score -> panel.x(across.of(score.setting())) == panel.xOfShare(place.x())
                        && panel.y(up.of(score.setting())) == panel.yOfShare(place.y()))
                .toList();
    }

    private List<Panel.Key> keys() {
        List<Panel.Key> keys = new ArrayList<>();
        keys.add(new Panel.Key(Panel.Key.Mark.CELL, "cell"));
        trend.best().ifPresent(best -> keys.add(new Panel.Key(Panel.Key.Mark.BEST, "best")));
        keys.addAll(ScorePlot.missingKeys(settings, trend));
        return keys;
    }

    private String caption(ScoreSurface surface, int decades) {
        String colours = trend.task().higherIsBetter() ? "Lightest is best. " : "Lightest is best, which is lowest. ";
        return surface.isEmpty()
                ? colours + "Nothing is drawn between cells that lie on one line."
                : colours + "Along a dotted line the ratio is the same; it is "
                        + (decades == 1 ? "ten" : "10^" + decades) + " times as high on the next.";
    }

    /**
     * A range of values cut into bands of one colour each.
     *
     * @param bands from the lowest up
     */
    record Bands(Scale scale, List<Band> bands) {

        private static final int ABOUT = 12;
        private static final int FINE = 24;

        /** The values from {@code low} up to {@code high}. */
        record Band(double low, double high, String colour) {}

        /**
         * Bands between round numbers, which are the scale's ticks.
         *
         * @param lightIsHigh whether high values take the light colours, or low ones
         */
        static Bands over(double low, double high, boolean lightIsHigh) {
            if (low == high) {
                return only(low);
            }
            Axis axis = Axis.over(low, high, ABOUT);
            List<Scale.Tick> ticks = axis.ticks().stream()
                    .map(tick -> new Scale.Tick(tick.doubleValue(), Axis.label(tick)))
                    .filter(tick -> tick.value() > axis.low() && tick.value() < axis.high())
                    .toList();
            List<Double> cuts = new ArrayList<>();
            cuts.add(axis.low());
            ticks.forEach(tick -> cuts.add(tick.value()));
            cuts.add(axis.high());
            return new Bands(new Scale(false, axis.low(), axis.high(), ticks), between(cuts, lightIsHigh));
        }

        private static Bands only(double value) {
            Scale scale = new Scale(false, value - 1, value + 1, List.of(new Scale.Tick(value, Brief.of(value))));
            return new Bands(scale, between(List.of(scale.low(), scale.high()), true));
        }

        /** Many bands of equal width on a logarithmic scale over positive values. */
        static Bands logarithmicOver(double[] values) {
            Scale scale = Scale.logarithmicOver(values);
            double step = Math.log(scale.high() / scale.low()) / FINE;
            return new Bands(
                    scale,
                    between(
                            IntStream.rangeClosed(0, FINE)
                                    .mapToObj(cut -> scale.low() * Math.exp(cut * step))
                                    .toList(),
                            true));
        }

        private static List<Band> between(List<Double> cuts, boolean lightIsHigh) {
            List<Band> bands = new ArrayList<>();
            for (int i = 0; i + 1 < cuts.size(); i++) {
                double share = cuts.size() == 2 ? 0.5 : i / (cuts.size() - 2.0);
                bands.add(new Band(cuts.get(i), cuts.get(i + 1), ColourScale.at(lightIsHigh ? share : 1 - share)));
            }
            return List.copyOf(bands);
        }

        String colour(double value) {
            return bands.stream()
                    .filter(band -> value < band.high())
                    .findFirst()
                    .orElse(bands.get(bands.size() - 1))
                    .colour();
        }
    }
}
