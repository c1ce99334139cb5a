package dev.smoltulu.trainer.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.smoltulu.base.UserError;
import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.runtime.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreparedBatchesTest {

    /** Example i is the number i; the one called broken cannot be packed. */
    private static Batch numbers(int[] indices, int broken) {
        return new Batch(
                indices.length,
                indices.length,
                List.of(() -> {
                    if (Arrays.stream(indices).anyMatch(i -> i == broken)) {
                        throw UserError.failed("example " + broken + " is broken");
                    }
                    return Map.of(
                            "numbers",
                            new HostTensor.Longs(
                                    Arrays.stream(indices).asLongStream().toArray(), indices.length));
                }),
                scores -> Map.of());
    }

    @Test
    void stepsGetTheirOwnBatchesInAnyOrderOfAsking() {
        SampleOrder expected = new SampleOrder(10, 3, true, 7);
        try (BatchSteps.PreparedBatches batches =
                new BatchSteps.PreparedBatches(indices -> numbers(indices, -1), new SampleOrder(10, 3, true, 7))) {
            for (long step : new long[] {0, 1, 2, 3, 4, 9, 10, 5}) {
                HostTensor numbers = batches.take(step).passes().get(0).get("numbers");
                assertArrayEquals(
                        Arrays.stream(expected.batch(step)).asLongStream().toArray(),
                        ((HostTensor.Longs) numbers).elements());
            }
        }
    }

    @Test
    void anErrorIsThatOfTheStepWhoseBatchItIs() {
        try (BatchSteps.PreparedBatches batches =
                new BatchSteps.PreparedBatches(indices -> numbers(indices, 2), new SampleOrder(4, 1, false, 0))) {
            batches.take(0);
            batches.take(1);
            assertEquals(
                    "example 2 is broken",
                    assertThrows(UserError.class, () -> batches.take(2)).getMessage());
        }
    }
}
