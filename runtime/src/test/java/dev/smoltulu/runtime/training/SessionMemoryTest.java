package dev.smoltulu.runtime.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedSequences;
import dev.smoltulu.runtime.training.Stories.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions give back what a step takes: resident memory stays where it is. */
@Tag("slow")
class SessionMemoryTest {

    private static final Path STATUS = Path.of("/proc/self/status");
    /** A leak grows in every window; the JVM's own memory moves in some. */
    private static final int WINDOWS = 4;
    /** Less than the inputs of the steps of a window. */
    private static final long SLACK_KIB = 256;

    private static final int WARM_UP = 60;
    private static final long SETTLED_KIB = 64;

    @ParameterizedTest
    @CsvSource({"BOUND, 125", "ORT, 50"})
    void stepsDoNotGrowTheProcess(Kind kind, int steps) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.exists(STATUS), "this system has no " + STATUS);
        Stories stories = Stories.load();
        List<Map<String, HostTensor>> batches = List.of(batch(40), batch(60), batch(50));
        try (TrainingSession session = kind.open(stories.spec(0, OptionalDouble.of(1)), stories.start)) {
            train(session, batches, WARM_UP);
            long smallest = Long.MAX_VALUE;
            for (int window = 0; window < WINDOWS; window++) {
                long before = settledKib();
                train(session, batches, steps);
                smallest = Math.min(smallest, settledKib() - before);
            }
            assertTrue(smallest < SLACK_KIB, kind + " grows by " + smallest + " KiB in " + steps + " steps");
        }
    }

    private static void train(TrainingSession session, List<Map<String, HostTensor>> batches, int steps) {
        for (int step = 0; step < steps; step++) {
            session.accumulate(batches.get(step % batches.size()));
            session.update(1e-5);
        }
    }

    private static Map<String, HostTensor> batch(int length) {
        int[] ids = IntStream.rangeClosed(1, length).toArray();
        LabelledTokens sequence = new LabelledTokens(ids, ids);
        return PackedSequences.of(List.of(sequence, sequence), UnaryOperator.identity())
                .feeds(each -> 1.0 / (2 * (length - 1)), Stories.HEAD_CHUNKS);
    }

    /** Resident memory once the collector has given back what it will: it does so some time after a collection. */
    private static long settledKib() throws IOException, InterruptedException {
        long last = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            System.gc();
            // Memory that is freed but kept would hide a leak, which is served from it first.
            Pointer.trimMemory();
            Thread.sleep(50);
            long now = residentKib();
            if (Math.abs(now - last) < SETTLED_KIB) {
                return now;
            }
            last = now;
        }
        return last;
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
