package dev.smoltulu.runtime.generation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.NativeHeap;
import dev.smoltulu.runtime.SessionSettings;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The engine gives back what a call takes. */
@Tag("slow")
class GenerationMemoryTest {

    private static final int WARM_UP = 20;
    private static final int CALLS = 90;
    /** One call's cache is 2 layers x 2 x 8 rows x 2 heads x 96 x 8 floats, 192 KiB: a quarter of that, 60 times. */
    private static final long SLACK = 60 * (48 << 10);

    @Test
    void callsDoNotGrowTheProcess() throws Exception {
        long growth = NativeHeap.growthIn(Calls.class, List.of());
        assertTrue(growth < SLACK, "grows by " + growth + " bytes in " + CALLS + " calls");
    }

    /** Many calls of one engine. */
    static final class Calls {
        private Calls() {}

        public static void main(String[] none) {
            List<GenerationRequest> requests = IntStream.range(0, 20)
                    .mapToObj(i -> new GenerationRequest(
                            IntStream.range(0, 1 + (i * 7) % 50).toArray(),
                            1 + (i * 13) % 35,
                            Sampling.plain(i),
                            Set.of(),
                            StopRule.NEVER))
                    .toList();
            try (RandomModel model = new RandomModel(1, "{}");
                    GenerationEngine engine = new GenerationEngine(
                            model.config,
                            model.parameters,
                            new GenerationSettings(8, 64, 1L << 30),
                            SessionSettings.on(Device.CPU).withThreads(1))) {
                NativeHeap.printGrowth(WARM_UP, CALLS, call -> engine.generate(requests));
            }
        }
    }
}
