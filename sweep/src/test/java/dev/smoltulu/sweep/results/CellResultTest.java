package dev.smoltulu.sweep.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CellResultTest {

    /** SFT-1130 of the paper: 9e-5 at batch 8, table 2. */
    @Test
    void theRatioIsLearningRateOverBatchSize() {
        CellResult cell = new CellResult(
                "a",
                Map.of("batch_size", new JsonPrimitive(8)),
                9e-5,
                8,
                1,
                CellResult.Status.FINISHED,
                Optional.empty(),
                1,
                1,
                1,
                1,
                Map.of(),
                List.of(),
                List.of());

        assertEquals(1.125e-5, cell.ratio(), 1e-20);
    }
}
