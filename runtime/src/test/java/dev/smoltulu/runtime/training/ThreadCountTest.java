package dev.smoltulu.runtime.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedSequences;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise of equal bits: equal steps on equally many threads. ONNX Runtime's matrix multiplication (MLAS SGEMM) gives
 * each thread some columns, and the narrower they are, the longer are the blocks in which it adds up the inner
 * dimension. So another number of threads may round in other places, where nothing else does.
 */
class ThreadCountTest {

    private static final double ROUNDING = 1e-5;
    /**
     * Lengths of a batch's sequences. With 60 targets, fewer than the 64 columns of the hidden states, the gradient that
     * leaves the head is cut by columns; with 140 tokens the gradients of the down-projections are longer than a block.
     */
    private static final int[][] BATCHES = {{16, 16, 16, 16}, {50, 40, 30, 20}, {7, 5, 23, 12}};

    private static final Map<Integer, List<Map<String, float[]>>> KNOWN = new HashMap<>();
    private static Stories stories;

    @BeforeAll
    static void load() throws IOException {
        stories = Stories.load();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void asManyThreadsMakeTheSameBits(int threads) {
        List<Map<String, float[]>> expected = gradients(threads);
        for (int run = 0; run < 2; run++) {
            // Buffers lie elsewhere, and freed memory has other contents.
            List<Pointer> disturbance = disturb(run);
            assertSameBits(expected, measure(threads));
            disturbance.forEach(Pointer::free);
        }
    }

    @Test
    void otherNumbersOfThreadsDifferByRoundingOnly() {
        List<Map<String, float[]>> one = gradients(1);
        for (int threads = 2; threads <= 3; threads++) {
            List<Map<String, float[]>> several = gradients(threads);
            for (int batch = 0; batch < BATCHES.length; batch++) {
                for (Map.Entry<String, float[]> entry : one.get(batch).entrySet()) {
                    float[] expected = entry.getValue();
                    assertArrayEquals(
                            expected,
                            several.get(batch).get(entry.getKey()),
                            (float) (largest(expected) * ROUNDING),
                            entry.getKey() + " on " + threads + " threads");
                }
            }
        }
    }

    /** Why a study's processes are told their number of threads. */
    @Test
    @EnabledIfSystemProperty(
            named = "os.arch",
            matches = "amd64",
            disabledReason = "other kernels for other processors")
    void anotherNumberOfThreadsChangesBits() {
        Map<String, float[]> one = gradients(1).get(0);
        Map<String, float[]> two = gradients(2).get(0);
        assertEquals(one.get("loss")[0], two.get("loss")[0], "this batch's forward pass is cut alike");
        assertTrue(
                one.keySet().stream().anyMatch(name -> !sameBits(one.get(name), two.get(name))),
                "the number of threads decides nothing any more: docs/architecture.md may promise more");
    }

    private static boolean sameBits(float[] one, float[] other) {
        for (int i = 0; i < one.length; i++) {
            if (Float.floatToRawIntBits(one[i]) != Float.floatToRawIntBits(other[i])) {
                return false;
            }
        }
        return true;
    }

    private static void assertSameBits(List<Map<String, float[]>> expected, List<Map<String, float[]>> actual) {
        for (int batch = 0; batch < BATCHES.length; batch++) {
            for (Map.Entry<String, float[]> entry : expected.get(batch).entrySet()) {
                assertTrue(
                        sameBits(entry.getValue(), actual.get(batch).get(entry.getKey())),
                        entry.getKey() + " of batch " + batch);
            }
        }
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static List<Map<String, float[]>> gradients(int threads) {
        return KNOWN.computeIfAbsent(threads, ThreadCountTest::measure);
    }

    /** Loss, gradient norm and every gradient of each batch, at the model's first weights. */
    private static List<Map<String, float[]>> measure(int threads) {
        TrainingSpec one = stories.spec(0, OptionalDouble.empty());
        SessionSettings settings = one.settings().withThreads(threads);
        TrainingSpec spec = new TrainingSpec(one.config(), one.graphs(), one.optimizer(), one.maxGradNorm(), settings);
        List<Map<String, float[]>> all = new ArrayList<>();
        try (BoundTrainingSession session = new BoundTrainingSession(spec, stories.start)) {
            for (int[] lengths : BATCHES) {
                Map<String, float[]> found = new TreeMap<>();
                found.put("loss", new float[] {session.accumulate(batch(lengths))});
                found.put("norm", new float[] {(float) session.gradientNorm()});
                session.forEachGradient((name, gradient) -> found.put(name, Stories.floats(gradient)));
                session.discard();
                all.add(found);
            }
        }
        return all;
    }

    private static Map<String, HostTensor> batch(int... lengths) {
        Random random = new Random(1);
        List<LabelledTokens> sequences = new ArrayList<>();
        long trained = 0;
        for (int length : lengths) {
            int[] ids = random.longs(length, 3, stories.config.vocabSize())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            sequences.add(new LabelledTokens(ids, ids));
            trained += length - 1;
        }
        double weight = 1.0 / trained;
        return PackedSequences.of(sequences, UnaryOperator.identity()).feeds(each -> weight, Stories.HEAD_CHUNKS);
    }

    /** Takes native memory of odd sizes, writes to it and gives some of it back. */
    private static List<Pointer> disturb(long seed) {
        Random random = new Random(seed);
        List<Pointer> kept = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long bytes = 1 + random.nextInt(random.nextBoolean() ? 300 : 300_000);
            Pointer block = Pointer.malloc(bytes);
            Pointer.memset(block, 0x7f, bytes);
            if (random.nextBoolean()) {
                kept.add(block);
            } else {
                Pointer.free(block);
            }
        }
        return kept;
    }
}
