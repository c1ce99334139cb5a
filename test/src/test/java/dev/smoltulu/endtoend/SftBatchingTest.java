package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a batch is cut and laid out changes speed and memory, never results. */
final class SftBatchingTest {

    private static final int[] RAGGED = {9, 40, 23, 2, 31, 40, 17, 5};

    @TempDir
    private Path temp;

    private Path ragged;

    @BeforeEach
    void writeRows() {
        ragged = rows("ragged.jsonl", RAGGED);
    }

    @ParameterizedTest
    @CsvSource({
        "token_mean, 1, false",
        "token_mean, 70, false",
        "token_mean, 100000, true",
        "token_mean, 1, true",
        "sum, 1, false",
        "sum, 45, true",
        "sequence_mean, 1, false",
        "sequence_mean, 64, true"
    })
    void eightSinglesAreOneBatchOfEight(String reduction, int microBatchTokens, boolean checkpointing) {
        TrainingCommand whole =
                threeSteps(ragged, "whole").with("loss-reduction", reduction).with("micro-batch-tokens", 1024);
        TrainingCommand parts = whole.with("output-dir", temp.resolve("parts"))
                .with("micro-batch-tokens", microBatchTokens)
                .with("gradient-checkpointing", checkpointing);
        assertSameNumbers(whole.finish(), parts.finish());
    }

    @Test
    void sequencesOfOneLengthNeedNoFreeSlots() {
        Path even = rows("even.jsonl", 24, 24, 24, 24, 24, 24, 24, 24);
        RunFiles whole = threeSteps(even, "whole").finish();
        RunFiles singles =
                threeSteps(even, "singles").with("micro-batch-tokens", 1).finish();
        assertSameNumbers(whole, singles);
    }

    @Test
    void paddingByHandChangesNothing() {
        // What follows a sequence's last trained token neither trains nor is seen by what comes before it.
        RunFiles plain =
                threeSteps(ragged, "plain").with("micro-batch-tokens", 1).finish();
        RunFiles padded = threeSteps(paddedRows(), "padded").finish();
        assertSameNumbers(plain, padded);
    }

    @Test
    void aRowOfOneTokenIsCountedAndLeftOut() {
        Path withShort = rows("short.jsonl", 9, 1, 40);
        Path without = rows("without.jsonl", 9, 40);
        TrainingCommand.Outcome outcome = threeSteps(withShort, "short").run();
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("1 "), outcome.out());
        RunFiles run = new RunFiles(temp.resolve("short"));
        assertEquals(2, run.stepRows().get(0).get("epoch").getAsInt() * 2, "two rows are an epoch");
        assertEquals(
                threeSteps(without, "without").finish().stepRows().get(0).get("trained_tokens"),
                run.stepRows().get(0).get("trained_tokens"));
    }

    private TrainingCommand threeSteps(Path rows, String output) {
        return TrainingCommand.onStories(rows, temp.resolve(output))
                .with("batch-size", 8)
                .with("max-steps", 3)
                .with("learning-rate", 1e-5);
    }

    private static void assertSameNumbers(RunFiles expected, RunFiles actual) {
        double[] losses = expected.losses();
        double[] norms = expected.numbers("grad_norm");
        for (int i = 0; i < losses.length; i++) {
            assertEquals(losses[i], actual.losses()[i], 1e-5 * losses[i], "loss of step " + (i + 1));
            assertEquals(norms[i], actual.numbers("grad_norm")[i], 1e-4 * norms[i], "norm of step " + (i + 1));
        }
        double moved = RunFiles.largestDifference(
                expected.weights(),
                HandReadTensors.of(SharedFolder.resolve("models/stories260K/model.safetensors"))
                        .allFloats());
        assertTrue(moved > 2e-5, "the steps did move the weights: " + moved);
        double difference = RunFiles.largestDifference(expected.weights(), actual.weights());
        assertTrue(difference < 1e-5, "weights differ by " + difference);
    }

    private Path rows(String name, int... lengths) {
        SplittableRandom random = new SplittableRandom(7);
        int[][] rows = new int[lengths.length][];
        for (int i = 0; i < lengths.length; i++) {
            rows[i] = random.ints(lengths[i], 3, 512).toArray();
        }
        return TrainingCommand.writeRows(temp.resolve(name), rows);
    }

    private Path paddedRows() {
        SplittableRandom random = new SplittableRandom(7);
        List<JsonObject> rows = new ArrayList<>();
        for (int length : RAGGED) {
            int[] row = random.ints(length, 3, 512).toArray();
            int[] ids = Arrays.copyOf(row, 40);
            int[] labels = Arrays.copyOf(row, 40);
            Arrays.fill(labels, length, 40, -100);
            JsonObject json = new JsonObject();
            json.add("input_ids", Json.array(ids));
            json.add("labels", Json.array(labels));
            rows.add(json);
        }
        return TrainingCommand.writeRows(temp.resolve("padded.jsonl"), rows);
    }
}
