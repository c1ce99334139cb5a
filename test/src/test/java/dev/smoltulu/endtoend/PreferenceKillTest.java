package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 costs a run on preference pairs time, never results. */
@Tag("slow")
final class PreferenceKillTest {

    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"dpo", "reward"})
    void aRunKilledThreeTimesIsTheRunThatWasNot(String verb) throws Exception {
        RunFiles straight =
                PreferenceRun.in(verb, temp, "straight").with("save-steps", 1).finish();
        TrainingCommand command = PreferenceRun.in(verb, temp, "killed").with("save-steps", 1);
        Path output = command.output();
        assertTrue(command.killedAt(() -> Files.exists(output.resolve("recipe.json"))), "before the first step");
        assertTrue(command.resumed().killedAt(() -> hasCheckpoint(output, 3)), "after some steps");
        command.resumed().killedAt(() -> hasCheckpoint(output, 12));
        straight.assertSameAs(command.resumed().finish());
    }

    private static boolean hasCheckpoint(Path output, int step) {
        try (Stream<Path> entries = Files.list(output)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("checkpoint-\\d+"))
                    .anyMatch(name -> Integer.parseInt(name.substring("checkpoint-".length())) >= step);
        } catch (IOException e) {
            return false;
        }
    }
}
