package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.support.PosixSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One run at a time in a folder, and only what belongs together is continued. */
final class SftFolderTest {

    @TempDir
    private Path temp;

    private TrainingCommand command;

    @BeforeEach
    void prepare() {
        command = StoriesRun.in(temp, "run").with("max-steps", 6).with("save-steps", 3);
    }

    @Tag("slow")
    @Test
    void aFolderInUseIsRefused() throws Exception {
        try (ChildRun child = command.with("max-steps", 100_000).start()) {
            child.awaitLine("step 2/");
            assertRefused(1, command.run(), "output_dir", "is in use by process");
            assertRefused(1, command.resumed().run(), "output_dir", "is in use by process");
            child.signal(PosixSignal.TERM);
            assertEquals(143, child.end().code(), "the first run does not notice");
        }
    }

    @Test
    void aFinishedRunIsNotOverwritten() throws IOException {
        RunFiles finished = command.finish();
        byte[] before = Files.readAllBytes(finished.folder().resolve("metrics.jsonl"));
        assertRefused(2, command.run(), "already holds a run", "--resume");
        assertArrayEquals(before, Files.readAllBytes(finished.folder().resolve("metrics.jsonl")));
    }

    @Test
    void aFinishedRunResumedStaysAsItIs() throws IOException {
        RunFiles finished = command.finish();
        Path copy = copy(finished.folder(), temp.resolve("copy"));
        new RunFiles(copy).assertSameAs(command.resumed().finish());
    }

    @Test
    void resumingWhereNothingIsStartsFromTheBeginning() {
        RunFiles resumed = command.resumed().finish();
        resumed.assertSameAs(command.with("output-dir", temp.resolve("plain")).finish());
    }

    @ParameterizedTest
    @CsvSource({
        "learning-rate, 2e-3, learning_rate",
        "batch-size, 5, batch_size",
        "seed, 7, seed",
        "max-steps, 9, max_steps",
        "max-grad-norm, null, max_grad_norm",
        "loss-reduction, sum, loss_reduction",
        "init, random, init"
    })
    void aRecipeThatComputesSomethingElseIsRefused(String flag, String value, String key) {
        command.finish();
        assertRefused(2, command.with(flag, value).resumed().run(), key, "resume with the same values");
    }

    @Test
    void whatChangesSpeedOnlyMayChange() throws IOException {
        RunFiles straight = command.with("output-dir", temp.resolve("straight")).finish();
        command.finish();
        Path copy = copy(command.output(), temp.resolve("copy"));
        delete(copy.resolve("checkpoint-6"));
        RunFiles resumed = command.with("output-dir", copy)
                .with("save-steps", 0)
                .with("logging-steps", 5)
                .with("gradient-checkpointing", true)
                .with("micro-batch-tokens", 1000)
                .resumed()
                .finish();
        assertTrue(RunFiles.largestDifference(straight.weights(), resumed.weights()) < 1e-4);
    }

    @Test
    void changedDataIsRefused() throws IOException {
        command.finish();
        Path rows = temp.resolve("rows.jsonl");
        String text = Files.readString(rows);
        Files.writeString(rows, text.replaceFirst("\\[\\d+,", "[3,"));
        assertRefused(2, command.resumed().run(), "data", "differs");
        Files.writeString(rows, text.substring(text.indexOf('\n') + 1));
        assertRefused(2, command.resumed().run(), "data", "differs");
        Files.writeString(rows, text);
        assertEquals(0, command.resumed().run().code(), "the right data is taken again");
    }

    @Test
    void aDamagedCheckpointIsNamed() throws IOException {
        RunFiles run = command.finish();
        Path optimizer = run.checkpoint(6).resolve("optimizer.safetensors");
        byte[] bytes = Files.readAllBytes(optimizer);
        Files.write(optimizer, Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(1, command.resumed().run(), optimizer.toString());
        delete(run.checkpoint(6));
        assertEquals(0, command.resumed().run().code(), "the one before it is there");
    }

    @Test
    void aModelThatIsNotOfARunIsNotOverwritten() throws IOException {
        Files.createDirectories(command.output());
        Files.writeString(command.output().resolve("model.safetensors"), "precious");
        assertRefused(2, command.run(), "holds a model");
        assertEquals("precious", Files.readString(command.output().resolve("model.safetensors")));
    }

    private static void assertRefused(int code, TrainingCommand.Outcome outcome, String... words) {
        assertEquals(1, outcome.errorLines().size(), outcome.err());
        assertEquals(code, outcome.code(), outcome.err());
        for (String word : words) {
            assertTrue(outcome.err().contains(word), word + " in: " + outcome.err());
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
        return to;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
