package dev.smoltulu.runtime.generation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The engine gives back what a call takes: resident memory stays where it is. */
@Tag("slow")
class GenerationMemoryTest {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int CALLS = 20;
    /** A leak grows in every window; the JVM's own memory moves in some. */
    private static final int WINDOWS = 4;
    /** One call's cache is 2 layers x 2 x 8 rows x 2 heads x 96 x 8 floats, 192 KiB: far less than that, 20 times. */
    private static final long SLACK_KIB = 1024;

    @Test
    void callsDoNotGrowTheProcess() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.exists(STATUS), "this system has no " + STATUS);
        try (RandomModel model = new RandomModel(1, "{}");
                GenerationEngine engine = new GenerationEngine(
                        model.config,
                        model.parameters,
                        new GenerationSettings(8, 64, 1L << 30),
                        SessionSettings.on(Device.CPU).withThreads(1))) {
            generate(engine);
            long smallest = Long.MAX_VALUE;
            for (int window = 0; window < WINDOWS; window++) {
                long before = residentKib();
                generate(engine);
                smallest = Math.min(smallest, residentKib() - before);
            }
            assertTrue(smallest < SLACK_KIB, "grows by " + smallest + " KiB in " + CALLS + " calls");
        }
    }

    private static void generate(GenerationEngine engine) {
        List<GenerationRequest> requests = IntStream.range(0, 20)
                .mapToObj(i -> new GenerationRequest(
                        IntStream.range(0, 1 + (i * 7) % 50).toArray(),
                        1 + (i * 13) % 35,
                        Sampling.plain(i),
                        Set.of(),
                        StopRule.NEVER))
                .toList();
        for (int call = 0; call < CALLS; call++) {
            engine.generate(requests);
        }
    }

    private static long residentKib() throws IOException, InterruptedException {
        for (int round = 0; round < 3; round++) {
            System.gc();
            // Memory that is freed but kept would hide a leak, which is served from it first.
            Pointer.trimMemory();
            Thread.sleep(50);
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
