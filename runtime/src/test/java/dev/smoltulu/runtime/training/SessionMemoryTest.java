package dev.smoltulu.runtime.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.NativeHeap;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedSequences;
import dev.smoltulu.runtime.training.Stories.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions give back what a step takes. */
@Tag("slow")
class SessionMemoryTest {

    private static final int WARM_UP = 60;
    /** The inputs of a step are about 5 KiB. */
    private static final long SLACK_PER_STEP = 2 << 10;

    @ParameterizedTest
    @CsvSource({"BOUND, 480", "ORT, 240"})
    void stepsDoNotGrowTheProcess(Kind kind, int steps) throws Exception {
        Stories.load(); // which skips the test where there is no model
        long growth = NativeHeap.growthIn(Steps.class, List.of(kind.name(), Integer.toString(steps)));
        assertTrue(growth < SLACK_PER_STEP * steps, kind + " grows by " + growth + " bytes in " + steps + " steps");
    }

    /** Many steps of one session. */
    static final class Steps {
        private Steps() {}

        public static void main(String[] words) throws IOException {
            Stories stories = Stories.load();
            List<Map<String, HostTensor>> batches = List.of(batch(40), batch(60), batch(50));
            try (TrainingSession session =
                    Kind.valueOf(words[0]).open(stories.spec(0, OptionalDouble.of(1)), stories.start)) {
                NativeHeap.printGrowth(WARM_UP, Integer.parseInt(words[1]), step -> {
                    session.accumulate(batches.get(step % batches.size()));
                    session.update(1e-5);
                });
            }
        }
    }

    private static Map<String, HostTensor> batch(int length) {
        int[] ids = IntStream.rangeClosed(1, length).toArray();
        LabelledTokens sequence = new LabelledTokens(ids, ids);
        return PackedSequences.of(List.of(sequence, sequence), UnaryOperator.identity())
                .feeds(each -> 1.0 / (2 * (length - 1)), Stories.HEAD_CHUNKS);
    }
}
