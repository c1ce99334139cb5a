package dev.smoltulu.trainer.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.terminal.StopSignal;
import dev.smoltulu.trainer.TinyModel;
import dev.smoltulu.trainer.metrics.EvalMetrics;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.StepMetrics;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.SftConfig;
import dev.smoltulu.trainer.sft.SftTask;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sun.misc.Signal;

/** Whole runs of a tiny model: steps, what they log, checkpoints, and that a run that stopped resumes bit for bit. */
final class TrainingLoopTest {

    private static final int ROWS = 5;
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
    /** Two epochs of batches of 2, 2 and 1 rows. */
    private static final String SIX_STEPS = "\"batch_size\": 2, \"num_train_epochs\": 2, \"learning_rate\": 0.01, "
            + "\"warmup_ratio\": 0.5, \"micro_batch_tokens\": 12, \"logging_steps\": 1";

    @TempDir
    Path temp;

    private Path model;
    private Path data;

    @BeforeEach
    void makeFiles() throws IOException {
        model = TinyModel.folder(temp);
        data = TinyModel.rows(temp.resolve("rows.jsonl"), ROWS, "");
    }

    @Test
    void everyStepIsLoggedWithItsScheduleAndTokens() throws IOException {
        Path run = temp.resolve("run");
        assertEquals(0, train(run, SIX_STEPS, false, NOWHERE));
        List<StepMetrics> steps =
                MetricsHistory.read(run.resolve("metrics.jsonl")).steps();
        assertEquals(
                List.of(1L, 2L, 3L, 4L, 5L, 6L),
                steps.stream().map(StepMetrics::step).toList());
        // Linear warm-up over 3 steps from 0, then a straight line to 0 over the other 3.
        double[] rates = {0, 1, 2, 3, 2, 1};
        double[] epochs = {0.4, 0.8, 1, 1.4, 1.8, 2};
        for (int i = 0; i < steps.size(); i++) {
            assertEquals(rates[i] * 0.01 / 3, steps.get(i).learningRate(), 1e-12);
            assertEquals(epochs[i], steps.get(i).epoch(), 1e-12);
            assertTrue(Double.isFinite(steps.get(i).loss()) && steps.get(i).gradNorm() > 0, "step " + (i + 1));
        }
        long tokens =
                steps.subList(0, 3).stream().mapToLong(StepMetrics::tokens).sum();
        assertEquals(
                tokens,
                steps.subList(3, 6).stream().mapToLong(StepMetrics::tokens).sum(),
                "of an epoch");
        long trained = steps.subList(0, 3).stream()
                .mapToLong(StepMetrics::trainedTokens)
                .sum();
        assertEquals(tokens - 2 * ROWS, trained, "all but the prompts");
        assertTrue(steps.get(5).loss() < steps.get(0).loss(), "nothing was learned");
    }

    @Test
    void evaluationsComeBeforeTheFirstStepBetweenStepsAndAfterTheLast() throws IOException {
        Path run = temp.resolve("run");
        train(run, SIX_STEPS + ", \"eval_data\": \"" + data + "\", \"eval_steps\": 4", false, NOWHERE);
        List<EvalMetrics> evaluations =
                MetricsHistory.read(run.resolve("metrics.jsonl")).evaluations();
        assertEquals(
                List.of(0L, 4L, 6L), evaluations.stream().map(EvalMetrics::step).toList());
        assertTrue(evaluations.get(2).evalLoss() < evaluations.get(0).evalLoss());
    }

    @Test
    void checkpointsAreSavedEverySoManyStepsAndTheOldestGo() throws IOException {
        Path run = temp.resolve("run");
        train(run, SIX_STEPS + ", \"save_steps\": 2, \"save_total_limit\": 2", false, NOWHERE);
        assertEquals(List.of("checkpoint-4", "checkpoint-6"), checkpoints(run));
    }

    /** Resumed in the middle of an epoch, with the order of that epoch from the checkpoint. */
    @Test
    void aRunFromACheckpointGivesTheSameBits() throws IOException {
        String saving = SIX_STEPS + ", \"save_steps\": 2, \"save_total_limit\": 0";
        Path whole = temp.resolve("whole");
        train(whole, saving, false, NOWHERE);
        Path resumed = temp.resolve("resumed");
        train(resumed, saving, false, NOWHERE);
        byte[] model = Files.readAllBytes(resumed.resolve("model.safetensors"));
        assertArrayEquals(Files.readAllBytes(whole.resolve("model.safetensors")), model);
        for (String later : List.of("checkpoint-4", "checkpoint-6")) {
            delete(resumed.resolve(later));
        }
        Files.delete(resumed.resolve("model.safetensors"));
        assertEquals(0, train(resumed, saving, true, NOWHERE));
        assertArrayEquals(model, Files.readAllBytes(resumed.resolve("model.safetensors")));
        assertEquals(losses(whole), losses(resumed));
    }

    @Test
    void aSignalSavesTheStepThatIsDoneAndTheRunResumes() throws IOException {
        Path whole = temp.resolve("whole");
        train(whole, SIX_STEPS + ", \"save_steps\": 0", false, NOWHERE);
        Path stopped = temp.resolve("stopped");
        PrintStream raising = new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public void println(String line) {
                if (line.startsWith("step 2/") || line.contains("step 2 ")) {
                    Signal.raise(new Signal("TERM"));
                    awaitSignal();
                }
            }
        };
        assertEquals(143, train(stopped, SIX_STEPS + ", \"save_steps\": 0", false, raising));
        assertEquals(1, checkpoints(stopped).size(), checkpoints(stopped).toString());
        assertFalse(Files.exists(stopped.resolve("model.safetensors")));
        assertEquals(0, train(stopped, SIX_STEPS + ", \"save_steps\": 0", true, NOWHERE));
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("model.safetensors")),
                Files.readAllBytes(stopped.resolve("model.safetensors")));
        assertEquals(losses(whole), losses(stopped));
    }

    @Test
    void aResumedRunMustHaveTheSameRecipeAndRows() throws IOException {
        Path run = temp.resolve("run");
        train(run, SIX_STEPS + ", \"save_steps\": 2", false, NOWHERE);
        String other = assertThrows(
                        UserError.class,
                        () -> train(run, SIX_STEPS + ", \"save_steps\": 2, \"adam_beta1\": 0.5", true, NOWHERE))
                .getMessage();
        assertTrue(other.contains("in adam_beta1;"), other);
        TinyModel.rows(data, ROWS + 1, "");
        String rows = assertThrows(UserError.class, () -> train(run, SIX_STEPS + ", \"save_steps\": 2", true, NOWHERE))
                .getMessage();
        assertTrue(rows.contains("the training data differs"), rows);
    }

    private int train(Path output, String entries, boolean resume, PrintStream out) {
        Recipe recipe = TinyModel.recipe(Objective.SFT, model, data, output, entries);
        SftTask task = new SftTask(recipe.config(SftConfig.class));
        try (StopSignal stop = StopSignal.install(NOWHERE)) {
            signalled = stop;
            return TrainingRun.run(task, recipe, model, resume, TinyModel.console(out, stop));
        }
    }

    private StopSignal signalled;

    /** The handler runs in a thread of its own. */
    private void awaitSignal() {
        long limit = System.nanoTime() + 10_000_000_000L;
        while (!signalled.requested() && System.nanoTime() < limit) {
            Thread.onSpinWait();
        }
    }

    private static List<String> checkpoints(Path run) throws IOException {
        try (Stream<Path> entries = Files.list(run)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith("checkpoint-"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Double> losses(Path run) {
        return MetricsHistory.read(run.resolve("metrics.jsonl")).steps().stream()
                .map(StepMetrics::loss)
                .toList();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                Files.delete(entry);
            }
        }
        Files.delete(folder);
    }
}
