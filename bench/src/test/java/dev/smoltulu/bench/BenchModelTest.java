package dev.smoltulu.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.bench.BenchModel.Parameter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchModelTest {

    private static final BenchModel MODEL = BenchModel.SMOLLM2_135M;

    @Test
    void hasAsManyParametersAsThePublishedModel() {
        assertEquals(134_515_008L, MODEL.parameterCount());
        assertEquals(30 * 9 + 2, MODEL.parameters().size());
    }

    @Test
    void rotaryTablesAreOnOneCircle() {
        float[] cosine = MODEL.rotary(5, false);
        float[] sine = MODEL.rotary(5, true);
        for (int i = 0; i < cosine.length; i++) {
            assertEquals(1, cosine[i] * cosine[i] + sine[i] * sine[i], 1e-6);
        }
        assertEquals(Math.sin(4), sine[4 * 64], 1e-7);
        assertEquals(Math.sin(4), sine[4 * 64 + 32], 1e-7);
        assertEquals(Math.sin(4 * Math.pow(100_000, -31 / 32.0)), sine[4 * 64 + 63], 1e-9);
    }

    @Test
    void weightsDependOnTheirNameAndIndexAlone() {
        Parameter first = new Parameter("a.weight", List.of(300, 200));
        Parameter second = new Parameter("b.weight", List.of(300, 200));
        float[] values = new BenchWeights(7).values(first);
        assertTrue(Arrays.equals(values, new BenchWeights(7).values(first)));
        assertTrue(Arrays.mismatch(values, new BenchWeights(7).values(second)) >= 0);
        assertTrue(Arrays.mismatch(values, new BenchWeights(8).values(first)) >= 0);
    }

    @Test
    void weightsHaveTheInitializersSpread() {
        float[] values = new BenchWeights(7).values(new Parameter("a.weight", List.of(300, 200)));
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        assertEquals(0, sum / values.length, 1e-3);
        assertEquals(1 / 24.0, Math.sqrt(squares / values.length), 5e-4);
        assertEquals(1f, new BenchWeights(7).values(new Parameter("norm.weight", List.of(3)))[2]);
    }

    @Test
    void labelsAreTheNextTokensOfTheirRow() {
        long[] ids = BenchBatch.ids(MODEL.vocabulary());
        long[] labels = BenchBatch.labels(MODEL.vocabulary(), -100);
        int ignored = 0;
        for (int i = 0; i < ids.length; i++) {
            assertTrue(ids[i] >= 0 && ids[i] < MODEL.vocabulary());
            if (labels[i] == -100) {
                ignored++;
                assertEquals(BenchBatch.LENGTH - 1, i % BenchBatch.LENGTH);
            } else {
                assertEquals(ids[i + 1], labels[i]);
            }
        }
        assertEquals(BenchBatch.TARGETS, ids.length - ignored);
    }
}
