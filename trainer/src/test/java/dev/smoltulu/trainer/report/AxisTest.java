package dev.smoltulu.trainer.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AxisTest {

    private static List<String> labels(double low, double high, int count) {
        return Axis.over(low, high, count).ticks().stream().map(Axis::label).toList();
    }

    @Test
    void ticksAreRoundNumbers() {
        assertEquals(List.of("0", "0.2", "0.4", "0.6", "0.8", "1"), labels(0, 1, 5));
        assertEquals(List.of("0", "2e-5", "4e-5", "6e-5", "8e-5"), labels(0, 9e-5, 5));
        assertEquals(List.of("0", "500", "1,000", "1,500"), labels(0, 1900, 5));
        assertEquals(List.of("-1", "0", "1"), labels(-1.2, 1.3, 3));
        assertEquals(List.of("1.25e-4", "1.3e-4"), labels(1.22e-4, 1.31e-4, 2));
    }

    @Test
    void aFlatLineGetsAnAxisToo() {
        Axis axis = Axis.over(3, 3, 5);
        assertEquals(0.5, axis.share(3), 1e-12);
        assertTrue(axis.ticks().size() >= 2);
        assertTrue(Axis.over(0, 0, 5).ticks().size() >= 2);
    }

    @Test
    void everyRangeHasAFewTicksInsideIt() {
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            double low = random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15);
            double high = low + Math.abs(low) * (random.nextDouble() + 1e-3);
            Axis axis = Axis.over(low, high, 5);
            assertTrue(axis.ticks().size() >= 2 && axis.ticks().size() <= 7, low + " " + high + axis.ticks());
            axis.ticks().forEach(tick -> {
                assertTrue(axis.share(tick.doubleValue()) > -1e-6 && axis.share(tick.doubleValue()) < 1 + 1e-6);
                assertEquals(
                        tick.doubleValue(), Double.parseDouble(Axis.label(tick).replace(",", "")));
            });
        }
    }
}
