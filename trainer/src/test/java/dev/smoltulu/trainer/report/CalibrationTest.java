package dev.smoltulu.trainer.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CalibrationTest {

    @TempDir
    private Path folder;

    private static EvaluatedPair pair(double margin) {
        return new EvaluatedPair("row", 2 + margin, 2);
    }

    @Test
    void pairsOfLikeCertaintyAreCountedTogether() {
        // sigmoid(1) = 0.731, sigmoid(3) = 0.953
        List<Calibration.Bin> bins = Calibration.of(List.of(pair(1), pair(-1), pair(1), pair(3), pair(0)))
                .bins();
        assertEquals(3, bins.size());
        assertBin(bins.get(0), 0.5, 1, 0.5, 0);
        assertBin(bins.get(1), 0.7, 3, 1 / (1 + Math.exp(-1)), 2.0 / 3);
        assertBin(bins.get(2), 0.95, 1, 1 / (1 + Math.exp(-3)), 1);
    }

    @Test
    void certaintyItselfFallsIntoTheLastBin() {
        List<Calibration.Bin> bins =
                Calibration.of(List.of(pair(1000), pair(-1000))).bins();
        assertEquals(1, bins.size());
        assertBin(bins.get(0), 0.95, 2, 1, 0.5);
    }

    @Test
    void withoutPairsThereIsNoChart() {
        assertTrue(Calibration.of(List.of()).chart().isEmpty());
    }

    @Test
    void pairsReadBackAsTheyWereWritten() {
        EvaluatedPair one = new EvaluatedPair("pairs.jsonl row 1", 0.1, -2.5);
        EvaluatedPair.write(folder, List.of(one, new EvaluatedPair("pairs.jsonl row 2", Double.NaN, 1)));
        assertEquals(List.of(one), EvaluatedPair.read(folder), "what is no number is left out");
    }

    private static void assertBin(Calibration.Bin bin, double low, long pairs, double predicted, double right) {
        assertEquals(low, bin.low(), 1e-9);
        assertEquals(pairs, bin.pairs());
        assertEquals(predicted, bin.predicted(), 1e-9);
        assertEquals(right, bin.right(), 1e-9);
    }
}
