package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a batch of pairs is cut and ordered changes speed and memory, never results. */
final class PreferenceBatchingTest {

    private static final int PAIRS = 8;

    @TempDir
    private Path temp;

    @ParameterizedTest
    @CsvSource({"dpo, 1, false", "dpo, 200, true", "reward, 1, false", "reward, 200, true"})
    void eightSinglesAreOneBatchOfEight(String verb, int microBatchTokens, boolean checkpointing) {
        TrainingCommand whole =
                threeSteps(verb, PreferenceRun.pairs(3, PAIRS), "whole").with("micro-batch-tokens", 100000);
        TrainingCommand parts = whole.with("output-dir", temp.resolve("parts"))
                .with("micro-batch-tokens", microBatchTokens)
                .with("gradient-checkpointing", checkpointing);
        assertSameNumbers(whole.finish(), parts.finish());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dpo", "reward"})
    void theOrderWithinABatchDoesNotMatter(String verb) {
        List<JsonObject> pairs = new ArrayList<>(PreferenceRun.pairs(3, PAIRS));
        RunFiles forward = threeSteps(verb, pairs, "forward").finish();
        Collections.reverse(pairs);
        assertSameNumbers(forward, threeSteps(verb, pairs, "backward").finish());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dpo", "reward"})
    void bothSessionsTakeTheSamePath(String verb) {
        TrainingCommand bound = threeSteps(verb, PreferenceRun.pairs(3, PAIRS), "bound");
        TrainingCommand ort = bound.with("output-dir", temp.resolve("ort")).with("training-session", "ort");
        assertSameNumbers(bound.finish(), ort.finish());
    }

    private TrainingCommand threeSteps(String verb, List<JsonObject> pairs, String output) {
        Path rows = TrainingCommand.writeRows(temp.resolve(output + ".jsonl"), pairs);
        return TrainingCommand.onPairs(verb, GoldenPairs.reference(), rows, temp.resolve(output))
                .with("batch-size", PAIRS)
                .with("max-steps", 3)
                .with("learning-rate", 1e-5);
    }

    private static void assertSameNumbers(RunFiles expected, RunFiles actual) {
        assertEquals(3, expected.stepRows().size());
        for (int i = 0; i < 3; i++) {
            JsonObject row = expected.stepRows().get(i);
            JsonObject other = actual.stepRows().get(i);
            assertEquals(row.keySet(), other.keySet());
            row.asMap()
                    .forEach((key, value) -> assertEquals(
                            value.getAsDouble(),
                            other.get(key).getAsDouble(),
                            1e-4 * Math.max(1, Math.abs(value.getAsDouble())),
                            key));
        }
        double difference = RunFiles.largestDifference(expected.weights(), actual.weights());
        assertTrue(difference < 1e-5, "weights differ by " + difference);
    }
}
