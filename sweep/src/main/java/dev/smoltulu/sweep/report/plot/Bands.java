package dev.smoltulu.sweep.report.plot;

import dev.smoltulu.trainer.report.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
