package dev.smoltulu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Function;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import dev.smoltulu.support.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/**
 * What this process holds of the C library's heap, where tensors, sessions and ONNX Runtime's arenas lie. Unlike resident
 * memory it counts neither Java's heap nor pages that were given back but are kept for later.
 */
public final class NativeHeap {

    private static final String GROWTH = "growth ";

    private NativeHeap() {}

    /**
     * What {@code main} measures by {@link #printGrowth} in a process of its own, whose compiler takes next to nothing.
     * Skips the test where the C library does not count what is allocated.
     */
    public static long growthIn(Class<?> main, List<String> words) throws IOException, InterruptedException {
        try {
            bytesInUse();
        } catch (UnsatisfiedLinkError missing) {
            return Assumptions.abort("glibc 2.33 or newer is needed to count what is allocated");
        }
        Process process = JavaProcess.of(main, words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return Long.parseLong(
                said.substring(said.lastIndexOf(GROWTH) + GROWTH.length()).strip());
    }

    /**
     * Prints by how many bytes {@code work} makes the heap grow from the first third of its rounds to the last: two
     * thirds of what all of them leak. The least of each third counts, so that a round's own memory does not.
     *
     * @param warmUp rounds before
     * @param work   is given the number of its round, from 0
     */
    public static void printGrowth(int warmUp, int rounds, IntConsumer work) {
        IntStream.range(0, warmUp).forEach(work);
        long[] inUse = new long[rounds];
        for (int round = 0; round < rounds; round++) {
            work.accept(round);
            inUse[round] = bytesInUse();
        }
        System.out.println(GROWTH + (least(inUse, rounds - rounds / 3, rounds) - least(inUse, 0, rounds / 3)));
    }

    private static long least(long[] values, int from, int to) {
        return Arrays.stream(values, from, to).min().orElseThrow();
    }

    private static long bytesInUse() {
        MallInfo info = (MallInfo) Function.getFunction("c", "mallinfo2").invoke(MallInfo.class, new Object[0]);
        return info.uordblks + info.hblkhd;
    }

    /** glibc's struct mallinfo2. */
    @FieldOrder({
        "arena",
        "ordblks",
        "smblks",
        "hblks",
        "hblkhd",
        "usmblks",
        "fsmblks",
        "uordblks",
        "fordblks",
        "keepcost"
    })
    public static final class MallInfo extends Structure implements Structure.ByValue {
        public long arena;
        public long ordblks;
        public long smblks;
        public long hblks;
        /** Bytes in blocks that are mapped one by one. */
        public long hblkhd;

        public long usmblks;
        public long fsmblks;
        /** Bytes in use of all other blocks. */
        public long uordblks;

        public long fordblks;
        public long keepcost;
    }
}
