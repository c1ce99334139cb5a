package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up while the run goes on, on a small file system of its own. */
@EnabledOnOs(OS.LINUX)
final class SftDiskFullTest {

    @TempDir
    private Path temp;

    private Path disk;
    private TrainingCommand command;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(temp.resolve("disk"));
        Assumptions.assumeTrue(
                exitCode("mount", "-t", "tmpfs", "-o", "size=34m", "smoltulu-test", disk.toString()) == 0,
                "skipped: a small file system cannot be mounted here (needs root)");
        command =
                StoriesRun.in(temp, "").with("output-dir", disk.resolve("run")).with("save-steps", 5);
    }

    @AfterEach
    void unmount() throws Exception {
        exitCode("umount", disk.toString());
    }

    @Test
    void aDiskThatIsTooSmallIsRefusedBeforeTraining() throws IOException {
        fill(disk, 10 << 20);
        TrainingCommand.Outcome outcome = command.run();
        assertEquals(1, outcome.code(), outcome.err());
        assertEquals(1, outcome.errorLines().size(), outcome.err());
        assertTrue(outcome.err().contains("output_dir") && outcome.err().contains("free"), outcome.err());
        assertFalse(Files.exists(command.output().resolve("metrics.jsonl")), "no step was made");
    }

    @Test
    void allCheckpointsMustFitWhereAllAreKept() {
        TrainingCommand.Outcome outcome =
                command.with("save-steps", 1).with("save-total-limit", 0).run();
        assertEquals(1, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("lower save_total_limit"), outcome.err());
    }

    @Test
    void whatIsThereNeedsNoMoreRoom() {
        RunFiles run = command.finish();
        assertEquals(2, run.checkpoints().size());
        fill(disk, 22 << 20); // enough for one more checkpoint, not for three
        assertEquals(0, command.resumed().run().code());
    }

    @Test
    void aDiskThatFillsUpKeepsTheEarlierCheckpoint() throws IOException {
        assertResumesAfter("step 8/", 1 << 20, "checkpoint-5");
    }

    @Test
    void noRoomForOneMoreByte() throws IOException {
        assertResumesAfter("step 8/", 0, "checkpoint-5");
    }

    @Test
    void noRoomForTheFinalModel() throws IOException {
        command = command.with("save-steps", 19);
        assertResumesAfter("step 20/", 400 << 10, "checkpoint-19");
    }

    private void assertResumesAfter(String line, int left, String checkpoint) throws IOException {
        TrainingCommand.Outcome outcome = command.run(printed -> {
            if (printed.startsWith(line)) {
                fill(disk, left);
            }
        });
        assertEquals(1, outcome.code(), outcome.err());
        assertEquals(1, outcome.errorLines().size(), outcome.err());
        assertFalse(outcome.err().contains("unexpected"), outcome.err());
        assertTrue(outcome.err().contains(disk.toString()) || outcome.err().contains("checkpoint"), outcome.err());
        RunFiles run = new RunFiles(command.output());
        assertEquals(List.of(checkpoint), run.checkpoints());
        try (Stream<Path> entries = Files.list(command.output())) {
            assertTrue(
                    entries.noneMatch(path -> path.getFileName().toString().contains("tmp")), "nothing half written");
        }
        Files.delete(disk.resolve("ballast"));
        RunFiles straight = command.with("output-dir", temp.resolve("straight")).finish();
        straight.assertSameResults(command.resumed().finish());
    }

    /** Writes until no more than {@code left} bytes are free. */
    private static void fill(Path disk, int left) {
        Path ballast = disk.resolve("ballast");
        if (Files.exists(ballast)) {
            return;
        }
        try (OutputStream out = Files.newOutputStream(ballast)) {
            long bytes = Files.getFileStore(disk).getUsableSpace() - left;
            byte[] page = new byte[4096];
            for (long written = 0; written + page.length <= bytes; written += page.length) {
                out.write(page);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int exitCode(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertTrue(process.waitFor(1, TimeUnit.MINUTES), command[0]);
            return process.exitValue();
        } catch (IOException noSuchCommand) {
            return 127;
        }
    }
}
