package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loss or gradient that is not finite is skipped, counted, ends the run after five in a row, and is never saved. */
final class SftNonFiniteTest {

    /**
     * Only some rows have this token. Its embedding is zero and the norms' epsilon tiny, so the gradient through the
     * first norm is huge: its square overflows.
     */
    private static final int POISON = 500;

    @TempDir
    private Path temp;

    private Path model;

    @BeforeEach
    void poisonAModel() {
        model = ModelFolder.copyOfStories(temp.resolve("model"));
        ModelFolder.untieHead(model);
        ModelFolder.setConfig(model, "rms_norm_eps", 1.2e-38);
        ModelFolder.fillRow(model, "model.embed_tokens.weight", POISON, 0);
    }

    @Test
    void aPoisonedStepIsSkippedAndCounted() throws IOException {
        Path rows = rows(12, 3, 7);
        RunFiles run = TrainingCommand.on(model, rows, temp.resolve("run"))
                .with("batch-size", 1)
                .with("save-steps", 4)
                .with("save-total-limit", 0)
                .finish();
        List<JsonObject> steps = run.stepRows();
        assertEquals(12, steps.size());
        for (int i = 0; i < steps.size(); i++) {
            boolean poisoned = i == 3 || i == 7;
            boolean finite = !steps.get(i).get("loss").isJsonNull()
                    && !steps.get(i).get("grad_norm").isJsonNull();
            assertEquals(!poisoned, finite, "step " + (i + 1) + " " + steps.get(i));
        }
        assertEquals(2, run.state(12).get("skipped_steps").getAsInt());
        assertEquals(10, run.state(12).get("optimizer_steps").getAsInt());
        assertEquals(1, run.state(4).get("skipped_steps").getAsInt());
        assertAllFinite(run.folder());
    }

    @Test
    void theStepsThatAreNotSkippedAreThoseOfARunWithoutThePoison() {
        RunFiles poisoned = TrainingCommand.on(model, rows(6, 2), temp.resolve("poisoned"))
                .with("batch-size", 1)
                .finish();
        List<JsonObject> clean = new ArrayList<>(Json.lines(temp.resolve("rows.jsonl")));
        clean.remove(2);
        RunFiles without = TrainingCommand.on(
                        model, TrainingCommand.writeRows(temp.resolve("clean.jsonl"), clean), temp.resolve("without"))
                .with("batch-size", 1)
                .finish();
        assertEquals(0, RunFiles.largestDifference(without.weights(), poisoned.weights()));
    }

    @Test
    void fiveInARowEndTheRun() throws IOException {
        TrainingCommand command = TrainingCommand.on(model, rows(12, 4, 5, 6, 7, 8, 9), temp.resolve("run"))
                .with("batch-size", 1)
                .with("save-steps", 2);
        TrainingCommand.Outcome outcome = command.run();
        assertEquals(1, outcome.code(), outcome.err());
        assertEquals(1, outcome.errorLines().size(), outcome.err());
        assertTrue(outcome.err().contains("stopped at step 9"), outcome.err());
        assertTrue(outcome.err().contains("learning_rate"), outcome.err());
        RunFiles run = new RunFiles(command.output());
        assertEquals(9, run.stepRows().size());
        assertEquals(5, run.state(9).get("skipped_steps").getAsInt());
        assertAllFinite(run.folder());
    }

    @Test
    void aLossThatIsNeverANumberEndsTheRunBeforeItChangedAnything() throws IOException {
        ModelFolder.fillRow(model, "lm_head.weight", POISON, 3e38f);
        TrainingCommand command =
                TrainingCommand.on(model, rows(12), temp.resolve("run")).with("batch-size", 2);
        TrainingCommand.Outcome outcome = command.run();
        assertEquals(1, outcome.code(), outcome.err());
        assertEquals(1, outcome.errorLines().size(), outcome.err());
        RunFiles run = new RunFiles(command.output());
        assertTrue(run.stepRows().stream().allMatch(row -> row.get("loss").isJsonNull()), "no loss is a number");
        assertEquals(5, run.state(5).get("skipped_steps").getAsInt());
        assertEquals(0, run.state(5).get("optimizer_steps").getAsInt());
        assertEquals(
                0,
                RunFiles.largestDifference(
                        HandReadTensors.of(model.resolve("model.safetensors")).allFloats(),
                        HandReadTensors.of(run.checkpoint(5).resolve("model.safetensors"))
                                .allFloats()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e10", "1e30", "1e38", "1e100"})
    void aLearningRateThatBlowsTheModelUpSavesNothingBroken(String rate) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        Path rows = TrainingCommand.writeRows(
                temp.resolve("rows.jsonl"),
                Stream.generate(() -> random.ints(20, 3, 400).toArray())
                        .limit(20)
                        .toArray(int[][]::new));
        TrainingCommand command = TrainingCommand.onStories(rows, temp.resolve("run"))
                .with("batch-size", 1)
                .with("learning-rate", rate)
                .with("save-steps", 1)
                .with("save-total-limit", 0);
        TrainingCommand.Outcome outcome = command.run();
        if (outcome.code() != 0) {
            assertEquals(1, outcome.code(), outcome.err());
            assertEquals(1, outcome.errorLines().size(), outcome.err());
        }
        assertAllFinite(command.output());
    }

    @Test
    void aFinalModelThatIsNotFiniteIsNotWritten() {
        TrainingCommand command = TrainingCommand.onStories(rows(1), temp.resolve("run"))
                .with("learning-rate", 1e100)
                .with("save-steps", 0);
        TrainingCommand.Outcome outcome = command.run();
        assertEquals(1, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("not finite"), outcome.err());
        assertTrue(Files.notExists(command.output().resolve("config.json")), "nothing was saved");
    }

    private Path rows(int count, int... poisoned) {
        SplittableRandom random = new SplittableRandom(1);
        int[][] rows = new int[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = random.ints(20, 3, 400).toArray();
        }
        for (int row : poisoned) {
            Arrays.fill(rows[row], 1, 16, POISON);
        }
        return TrainingCommand.writeRows(temp.resolve("rows.jsonl"), rows);
    }

    /** No weights and no moments in {@code folder} hold NaN or an infinity. */
    private static void assertAllFinite(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> tensors = files.filter(file ->
                            file.toString().endsWith(".safetensors") && !file.endsWith("data_order.safetensors"))
                    .toList();
            for (Path file : tensors) {
                for (Map.Entry<String, float[]> tensor :
                        HandReadTensors.of(file).allFloats().entrySet()) {
                    for (float value : tensor.getValue()) {
                        assertTrue(Float.isFinite(value), file + " " + tensor.getKey());
                    }
                }
            }
        }
    }
}
