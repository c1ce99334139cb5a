package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 at any moment costs time, never results. */
@Tag("slow")
final class SftKillTest {

    @TempDir
    private static Path straightFolder;

    private static RunFiles straight;

    @TempDir
    private Path temp;

    private TrainingCommand command;
    private Path output;

    @BeforeAll
    static void runStraight() {
        straight =
                StoriesRun.in(straightFolder, "straight").with("save-steps", 1).finish();
    }

    @BeforeEach
    void prepare() {
        command = StoriesRun.in(straightFolder, "")
                .with("output-dir", temp.resolve("killed"))
                .with("save-steps", 1);
        output = command.output();
    }

    @Test
    void aRunKilledFiveTimesIsTheRunThatWasNot() throws Exception {
        assertTrue(command.killedAt(() -> notEmpty(output.resolve("metrics.jsonl"))), "before the first checkpoint");
        assertTrue(command.resumed().killedAt(() -> begun(5, "")), "at the start of a checkpoint");
        assertTrue(new RunFiles(output).checkpoints().size() <= 3, "old checkpoints are deleted");
        assertTrue(command.resumed().killedAt(() -> begun(11, "model.safetensors")), "within a checkpoint");
        try (ChildRun child = command.resumed().start()) {
            child.awaitLine("step 15/");
            assertEquals(137, child.kill(), "after a step");
        }
        command.resumed().killedAt(() -> Files.exists(output.resolve("checkpoint-20")));
        straight.assertSameAs(command.resumed().finish());
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 120})
    void aRunKilledAtAnOddMomentGoesOn(int milliseconds) throws Exception {
        try (ChildRun child = command.start()) {
            child.awaitLine("step 3/");
            Thread.sleep(milliseconds);
            child.kill();
        }
        straight.assertSameAs(command.resumed().finish());
    }

    @Test
    void aFinalModelCutShortIsWrittenAgain() throws Exception {
        command.killedAt(() -> Files.exists(output.resolve("config.json")));
        straight.assertSameAs(command.resumed().finish());
    }

    /** A checkpoint of at least {@code step} is being written and has the file; a later moment than that counts too. */
    private boolean begun(int step, String file) {
        for (int later = step; later <= StoriesRun.STEPS; later++) {
            if (Files.exists(output.resolve(".tmp-checkpoint-" + later).resolve(file))
                    || Files.exists(output.resolve("checkpoint-" + later))) {
                return true;
            }
        }
        return false;
    }

    private static boolean notEmpty(Path file) {
        try {
            return Files.exists(file) && Files.size(file) > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
