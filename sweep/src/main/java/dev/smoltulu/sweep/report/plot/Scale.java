package dev.smoltulu.sweep.report.plot;

import dev.smoltulu.trainer.report.Axis;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How values lie along an axis.
 *
 * @param low  the value at its beginning
 * @param high the value at its end, above {@code low}
 */
record Scale(boolean logarithmic, double low, double high, List<Tick> ticks) {

    private static final int MAX_TICKS = 7;
    private static final int DIGITS = 3;
    private static final double SMALL = 1e-3;
    private static final double LARGE = 1e5;
    private static final double MARGIN = 0.07;
    private static final double MIN_TICK_GAP = 0.09;
    private static final List<List<Integer>> MANTISSAS = List.of(List.of(1, 2, 5), List.of(1, 3), List.of(1));

    /** A marked value. */
    record Tick(double value, String label) {}

    /** A linear scale over [low, high] with round ticks. */
    static Scale linear(double low, double high) {
        Axis axis = Axis.over(low, high, 5);
        return new Scale(
                false,
                axis.low(),
                axis.high(),
                axis.ticks().stream()
                        .map(tick -> new Tick(tick.doubleValue(), Axis.label(tick)))
                        .toList());
    }

    /** A linear scale over values, with a margin. */
    static Scale linearOver(double[] values) {
        double low = DoubleStream.of(values).min().orElse(0);
        double high = DoubleStream.of(values).max().orElse(1);
        if (low == high) {
            return linear(low - margin(low), high + margin(low));
        }
        double room = (high - low) * MARGIN;
        return linear(low - room, high + room);
    }

    private static double margin(double value) {
        return value == 0 ? 0.1 : Math.abs(value) * 0.1;
    }

    /** A logarithmic scale over positive values, with a margin; few values are its ticks themselves. */
    static Scale logarithmicOver(double[] values) {
        double[] distinct = DoubleStream.of(values).sorted().distinct().toArray();
        double first = distinct.length == 0 ? 1 : distinct[0];
        double last = distinct.length == 0 ? 10 : distinct[distinct.length - 1];
        double room = first == last ? Math.log(2) : Math.log(last / first) * MARGIN;
        Scale bare = new Scale(true, first * Math.exp(-room), last * Math.exp(room), List.of());
        boolean few = distinct.length > 0 && distinct.length <= MAX_TICKS && bare.gap(distinct) >= MIN_TICK_GAP;
        List<Double> marked = few ? Arrays.stream(distinct).boxed().toList() : bare.round();
        boolean small = marked.get(0) < SMALL;
        return new Scale(
                true,
                bare.low(),
                bare.high(),
                marked.stream()
                        .map(value -> new Tick(
                                value,
                                small && value < 1 || value >= LARGE
                                        ? Brief.scientific(value, DIGITS)
                                        : Brief.of(value, DIGITS)))
                        .toList());
    }

    /** A logarithmic scale where all values are positive, else a linear one. */
    static Scale over(double[] values) {
        boolean positive = DoubleStream.of(values).allMatch(value -> value > 0);
        return positive ? logarithmicOver(values) : linearOver(values);
    }

    private double gap(double[] ascending) {
        double smallest = 1;
        for (int i = 1; i < ascending.length; i++) {
            smallest = Math.min(smallest, share(ascending[i]) - share(ascending[i - 1]));
        }
        return smallest;
    }

    /** The most round values that still have room, or both ends where the scale is too short for any. */
    private List<Double> round() {
        for (List<Integer> mantissas : MANTISSAS) {
            List<Double> values = round(mantissas);
            if (values.size() >= 2 && values.size() <= MAX_TICKS) {
                return values;
            }
        }
        List<Double> decades = round(List.of(1));
        int stride = decades.size() / MAX_TICKS + 1;
        List<Double> thinned = new ArrayList<>();
        for (int i = 0; i < decades.size(); i += stride) {
            thinned.add(decades.get(i));
        }
        return thinned.size() >= 2 ? thinned : List.of(low, high);
    }

    private List<Double> round(List<Integer> mantissas) {
        List<Double> values = new ArrayList<>();
        for (int exponent = (int) Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent++) {
            for (int mantissa : mantissas) {
                double value =
                        BigDecimal.valueOf(mantissa).scaleByPowerOfTen(exponent).doubleValue();
                if (value >= low && value <= high) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    /** Where a value lies: 0 at the beginning, 1 at the end. */
    double share(double value) {
        return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }
}
