package dev.smoltulu.sweep.report.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class ScaleTest {

    @Test
    void theFewValuesOfAGridAreItsTicks() {
        Scale rates = Scale.logarithmicOver(new double[] {3e-3, 1e-4, 1e-4, 3e-4, 1e-2, 1e-3});
        Scale batches = Scale.logarithmicOver(new double[] {8, 16, 32});

        assertEquals(List.of("1e-4", "3e-4", "1e-3", "3e-3", "1e-2"), labels(rates));
        assertEquals(List.of("8", "16", "32"), labels(batches));
        assertEquals(0.5, batches.share(16), 1e-12);
        assertTrue(batches.share(8) > 0.04 && batches.share(32) < 0.96);
    }

    @Test
    void manyValuesGetRoundTicks() {
        double[] values =
                DoubleStream.iterate(3e-6, value -> value * 1.31).limit(27).toArray();

        assertEquals(
                List.of("3e-6", "1e-5", "3e-5", "1e-4", "3e-4", "1e-3", "3e-3"), labels(Scale.logarithmicOver(values)));
    }

    @Test
    void manyDecadesAreThinnedAndOneValueIsEnough() {
        double[] values =
                DoubleStream.iterate(1e-30, value -> value * 100).limit(30).toArray();

        assertTrue(labels(Scale.logarithmicOver(values)).size() <= 8);
        assertEquals(List.of("1e-4"), labels(Scale.logarithmicOver(new double[] {1e-4})));
        assertEquals(0.5, Scale.linearOver(new double[] {0.25}).share(0.25), 1e-12);
    }

    @Test
    void valuesThatAreNotPositiveLieOnALinearScale() {
        Scale decay = Scale.over(new double[] {0, 0.1});

        assertTrue(!decay.logarithmic() && labels(decay).contains("0"));
    }

    @Test
    void bandsLieBetweenRoundNumbers() {
        ContourPlot.Bands bands = ContourPlot.Bands.over(0.131, 0.86, true);

        assertEquals(
                List.of("0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8"),
                bands.scale().ticks().stream().map(Scale.Tick::label).toList());
        assertEquals(bands.bands().get(0).colour(), bands.colour(0.131));
        assertEquals(bands.bands().get(7).colour(), bands.colour(0.86));
        assertEquals(ColourScale.at(1), bands.colour(0.85));
        assertEquals(
                ColourScale.at(0), ContourPlot.Bands.over(0.131, 0.86, false).colour(0.85));
    }

    private static List<String> labels(Scale scale) {
        return scale.ticks().stream().map(Scale.Tick::label).toList();
    }
}
