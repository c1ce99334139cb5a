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
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PreparedBatchesTest {

    /** Example i is the number i; the one called broken cannot be packed. */
    private record Numbers(int examples, int broken) implements BatchData {

        @Override
        public String contentHash() {
            return "";
        }

        @Override
        public Map<String, String> summaries() {
            return Map.of();
        }

        @Override
        public StepBatch batch(int[] indices) {
            return new NumberBatch(indices, broken);
        }

        @Override
        public Optional<StepBatch> evaluation() {
            return Optional.empty();
        }
    }

    private record NumberBatch(int[] indices, int broken) implements StepBatch {

        @Override
        public long tokens() {
            return indices.length;
        }

        @Override
        public long trainedTokens() {
            return indices.length;
        }

        @Override
        public List<Supplier<Map<String, HostTensor>>> passes() {
            return List.of(() -> {
                if (Arrays.stream(indices).anyMatch(i -> i == broken)) {
                    throw UserError.failed("example " + broken + " is broken");
                }
                return Map.of(
                        "numbers",
                        new HostTensor.Longs(
                                Arrays.stream(indices).asLongStream().toArray(), indices.length));
            });
        }

        @Override
        public Map<String, Double> measures(List<float[]> scores) {
            return Map.of();
        }
    }

    @Test
    void stepsGetTheirOwnBatchesInAnyOrderOfAsking() {
        SampleOrder expected = new SampleOrder(10, 3, true, 7);
        try (PreparedBatches batches = new PreparedBatches(new Numbers(10, -1), new SampleOrder(10, 3, true, 7))) {
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
        try (PreparedBatches batches = new PreparedBatches(new Numbers(4, 2), new SampleOrder(4, 1, false, 0))) {
            batches.take(0);
            batches.take(1);
            assertEquals(
                    "example 2 is broken",
                    assertThrows(UserError.class, () -> batches.take(2)).getMessage());
        }
    }
}
