package dev.smoltulu.trainer.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.DiskSpace;
import dev.smoltulu.support.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFolderTest {

    @TempDir
    Path parent;

    private Path output() {
        return parent.resolve("a/run");
    }

    private static void save(RunFolder run, long step, long limit, String content) throws IOException {
        Path checkpoint = run.beginCheckpoint(step);
        Files.createDirectory(checkpoint.resolve("inner"));
        Files.writeString(checkpoint.resolve("inner/weights"), content);
        Files.writeString(checkpoint.resolve("trainer_state.json"), "{}");
        run.commitCheckpoint(step, limit);
    }

    private static List<Long> steps(RunFolder run) {
        return run.checkpoints().stream().map(RunFolder.Checkpoint::step).toList();
    }

    private static UserError refused(Path folder, boolean resume) {
        return assertThrows(
                UserError.class, () -> RunFolder.open(folder, resume).close());
    }

    @Test
    void keepsTheNewestCheckpoints() throws IOException {
        try (RunFolder run = RunFolder.open(output(), false)) {
            assertEquals(Optional.empty(), run.latestCheckpoint());
            for (long step : new long[] {5, 10, 100, 15}) {
                save(run, step, 2, "step " + step);
            }
            assertEquals(List.of(15L, 100L), steps(run));
            assertEquals(
                    output().resolve("checkpoint-100"),
                    run.latestCheckpoint().orElseThrow().folder());
            save(run, 101, 0, "all are kept");
            assertEquals(List.of(15L, 100L, 101L), steps(run));
        }
    }

    @Test
    void aCheckpointOfTheSameStepIsReplaced() throws IOException {
        try (RunFolder run = RunFolder.open(output(), false)) {
            save(run, 5, 2, "old");
            save(run, 5, 2, "new");
            assertEquals(List.of(5L), steps(run));
            assertEquals("new", Files.readString(output().resolve("checkpoint-5/inner/weights")));
        }
    }

    @Test
    void onlyCompleteCheckpointsCount() throws IOException {
        try (RunFolder run = RunFolder.open(output(), false)) {
            save(run, 5, 2, "good");
            Files.createDirectory(output().resolve("checkpoint-9"));
            Files.createDirectory(output().resolve("checkpoint-007"));
            Files.writeString(output().resolve("checkpoint-007/trainer_state.json"), "{}");
            Files.writeString(output().resolve("checkpoint-11"), "a file");
            Files.createSymbolicLink(output().resolve("checkpoint-12"), output().resolve("checkpoint-5"));
            run.beginCheckpoint(20);
            assertEquals(List.of(5L), steps(run));
            assertThrows(IllegalStateException.class, () -> run.commitCheckpoint(20, 2));
            run.abandonCheckpoint(20);
            assertFalse(Files.exists(output().resolve(".tmp-checkpoint-20")));
        }
    }

    @Test
    void reopeningClearsWhatAKilledRunLeft() throws IOException {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "");
        try (RunFolder run = RunFolder.open(output(), false)) {
            save(run, 5, 2, "five");
            Files.writeString(run.beginCheckpoint(10).resolve("half"), "");
            Files.createSymbolicLink(output().resolve(".tmp-checkpoint-10/link"), outside);
            // Killed between setting the old checkpoint 5 aside and renaming its successor:
            Files.move(output().resolve("checkpoint-5"), output().resolve(".tmp-replaced-checkpoint-5"));
            Files.createDirectory(output().resolve(".tmp-deleted-checkpoint-1"));
            Files.writeString(run.metrics(), "");
        }
        try (RunFolder run = RunFolder.open(output(), true)) {
            assertEquals(List.of(5L), steps(run));
            assertEquals("five", Files.readString(output().resolve("checkpoint-5/inner/weights")));
            try (var entries = Files.list(output())) {
                assertEquals(
                        List.of(".run.lock", "checkpoint-5", "metrics.jsonl"),
                        entries.map(entry -> entry.getFileName().toString())
                                .sorted()
                                .toList());
            }
        }
        assertTrue(Files.exists(outside.resolve("precious")));
    }

    @Test
    void aFolderWithARunNeedsResume() throws IOException {
        try (RunFolder run = RunFolder.open(output(), true)) {
            Files.writeString(run.recipe(), "{}");
        }
        UserError error = refused(output(), false);
        assertEquals(2, error.exitCode());
        assertTrue(error.getMessage().contains("already holds a run; continue it with resume"), error.getMessage());
        RunFolder.open(output(), true).close();
    }

    @Test
    void foldersOfOthersAreLeftAlone() throws IOException {
        Path model = Files.createDirectories(parent.resolve("model"));
        Files.writeString(model.resolve("model.safetensors"), "");
        assertTrue(refused(model, false).getMessage().contains("holds a model (model.safetensors)"));
        assertEquals(2, refused(model, true).exitCode());
        Path notes = Files.createDirectories(parent.resolve("notes"));
        Files.writeString(notes.resolve(".tmp-notes"), "");
        RunFolder.open(notes, false).close();
        assertTrue(Files.exists(notes.resolve(".tmp-notes")));
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        assertTrue(refused(file, false).getMessage().contains("is a file"));
        assertTrue(refused(file.resolve("below"), false).getMessage().contains("cannot be made"));
    }

    @Test
    void aFolderThatCannotBeWrittenIsRefused() throws IOException {
        Path closed = Files.createDirectory(parent.resolve("closed"));
        assumeTrue(closed.toFile().setWritable(false) && !Files.isWritable(closed), "this user may write anywhere");
        UserError error = refused(closed, false);
        assertEquals(2, error.exitCode());
        assertTrue(error.getMessage().contains("is not writable"), error.getMessage());
    }

    @Test
    void aLockFileThatIsALinkIsNotFollowed() throws IOException {
        Path outside = Files.writeString(parent.resolve("precious"), "text");
        Files.createSymbolicLink(Files.createDirectories(output()).resolve(".run.lock"), outside);
        assertEquals(1, refused(output(), false).exitCode());
        assertEquals("text", Files.readString(outside));
    }

    @Test
    void oneRunPerFolderInThisProcess() {
        RunFolder run = RunFolder.open(output(), false);
        UserError error = refused(output(), true);
        assertEquals(1, error.exitCode());
        assertTrue(error.getMessage().contains("is in use by this process"), error.getMessage());
        run.close();
        RunFolder.open(output(), false).close();
    }

    @Test
    void oneRunPerFolderAmongProcessesUntilTheOtherDies() throws Exception {
        Process other = JavaProcess.of(Holder.class, List.of(output().toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("held", said.readLine());
            UserError error = refused(output(), false);
            assertTrue(error.getMessage().contains("is in use by process " + other.pid() + " on "), error.getMessage());
        } finally {
            other.destroyForcibly().waitFor();
        }
        RunFolder.open(output(), false).close();
    }

    /** Another run in a process of its own: holds the folder until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            RunFolder.open(Path.of(arguments[0]), false);
            System.out.println("held");
            System.in.read();
        }
    }

    @Test
    void aRunThatDoesNotFitIsRefusedBeforeItStarts() {
        assertEquals(4 * 100 + 3 * 12 * 100 + (16 << 20), DiskSpace.estimate(100, 4, 2));
        DiskSpace.require(parent, 1);
        UserError error = assertThrows(UserError.class, () -> DiskSpace.require(parent, Long.MAX_VALUE));
        assertTrue(error.getMessage().contains("free, but the run needs about 9223372036.9 GB"), error.getMessage());
    }
}
