package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run with rollouts that is killed or stopped, in whatever phase, ends with the bits of one that was not. */
final class RlvrKillTest {

    @TempDir
    private Path temp;

    private TrainingCommand command(String algorithm, String output) {
        return (algorithm.startsWith("ppo") ? RlvrRun.ppo(temp, output) : RlvrRun.in(temp, output))
                .with("asynchronous", algorithm.endsWith("ahead") ? 1 : 0);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"grpo", "ppo", "grpo-ahead"})
    void aRunKilledFourTimesIsTheRunThatWasNot(String algorithm) throws Exception {
        RunFiles straight = command(algorithm, "straight").with("save-steps", 1).finish();
        TrainingCommand command = command(algorithm, "killed").with("save-steps", 1);
        Path output = command.output();
        assertTrue(command.killedAt(() -> Files.exists(output.resolve("recipe.json"))), "before the first step");
        for (int rows = 2; rows <= 6; rows += 2) {
            int wanted = rows;
            // Some milliseconds after a row: in the middle of sampling, or of an update, as it happens.
            command.resumed().killedAt(() -> hasRows(output, wanted) && pause(7L * wanted));
        }
        straight.assertSameAs(command.resumed().finish());
    }

    private static boolean hasRows(Path output, int count) {
        try {
            return Files.readAllLines(output.resolve("metrics.jsonl")).size() >= count;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The lines name the phase that follows: reading rows, the first evaluation, sampling, an evaluation, the end. */
    @ParameterizedTest
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are raised as on Unix")
    @CsvSource({
        "grpo, model ",
        "grpo, steps ",
        "ppo, step 2/",
        "grpo, step 3/",
        "ppo, step 5/",
        "grpo-ahead, step 3/",
        "ppo-ahead, step 2/"
    })
    void aSignalInAnyPhaseLosesNothing(String algorithm, String lineBefore) {
        RunFiles straight = command(algorithm, "straight").with("save-steps", 0).finish();
        TrainingCommand command = command(algorithm, "stopped").with("save-steps", 0);
        assertEquals(143, command.stoppedAfter(lineBefore).code());
        straight.assertSameResults(command.resumed().finish());
    }

    @Test
    void aChangedConstantIsNoResumption() {
        command("grpo", "run").with("max-steps", 1).finish();
        TrainingCommand.Outcome outcome = command("grpo", "run")
                .with("max-steps", 1)
                .with("temperature", 0.9)
                .resumed()
                .run();
        assertEquals(2, outcome.code());
        assertTrue(outcome.err().contains("temperature"), outcome.err());
    }
}
