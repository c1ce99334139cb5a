package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.support.PosixSignal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGINT and SIGTERM save and stop from every phase, and the resumed run ends as if nothing had been. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
final class SftSignalTest {

    @TempDir
    private static Path straightFolder;

    private static RunFiles straight;

    @TempDir
    private Path temp;

    private TrainingCommand command;

    @BeforeAll
    static void runStraight() {
        straight =
                StoriesRun.in(straightFolder, "straight").with("save-steps", 0).finish();
    }

    @BeforeEach
    void prepare() {
        command = StoriesRun.in(temp, "stopped").with("save-steps", 0);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aProcessSavesAndStops(PosixSignal signal, int code) throws Exception {
        try (ChildRun child = command.start()) {
            child.awaitLine("step 3/");
            child.signal(signal);
            TrainingCommand.Outcome outcome = child.end();
            assertEquals(code, outcome.code(), outcome.out());
            assertTrue(outcome.out().contains("SIG" + signal), outcome.out());
            assertTrue(outcome.out().contains("--resume"), outcome.out());
        }
        assertEquals(1, new RunFiles(command.output()).checkpoints().size());
        straight.assertSameResults(command.resumed().finish());
    }

    /**
     * Each line names the phase that follows it: reading rows, the first evaluation, a step, an evaluation on the way,
     * the last step, the last evaluation.
     */
    @ParameterizedTest
    @ValueSource(strings = {"model ", "steps ", "step 5/", "step 8/", "step 19/", "step 20/"})
    void aSignalInAnyPhaseLosesNothing(String lineBefore) {
        assertEquals(143, command.stoppedAfter(lineBefore).code());
        straight.assertSameResults(command.resumed().finish());
    }

    @Test
    void severalSignalsOneAfterTheOther() {
        assertEquals(143, command.stoppedAfter("step 4/").code());
        assertEquals(143, command.resumed().stoppedAfter("steps ").code());
        assertEquals(143, command.resumed().stoppedAfter("step 9/").code());
        RunFiles resumed = command.resumed().finish();
        straight.assertSameResults(resumed);
        assertTrue(List.of("checkpoint-4", "checkpoint-9").containsAll(resumed.checkpoints()));
    }

    @Test
    void ofOnnxRuntimesOwnSession() {
        // Its clipping sums in whatever order the threads finish, so only a run without repeats bit for bit.
        TrainingCommand own = command.with("training-session", "ort").with("max-grad-norm", "null");
        RunFiles expected = own.with("output-dir", temp.resolve("straight")).finish();
        assertEquals(143, own.stoppedAfter("step 7/").code());
        expected.assertSameResults(own.resumed().finish());
    }

    @Test
    void aRunMayGoOnInTheOtherSession() {
        assertEquals(
                143,
                command.with("training-session", "ort").stoppedAfter("step 7/").code());
        RunFiles resumed = command.with("training-session", "bound").resumed().finish();
        double[] losses = straight.losses();
        for (int i = 0; i < losses.length; i++) {
            assertEquals(losses[i], resumed.losses()[i], 1e-4 * losses[i], "loss of step " + (i + 1));
        }
    }
}
