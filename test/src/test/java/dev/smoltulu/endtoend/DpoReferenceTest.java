package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reference model says is computed once, kept, and right. */
final class DpoReferenceTest {

    @TempDir
    private Path temp;

    private TrainingCommand oneStep;

    @BeforeEach
    void prepare() {
        oneStep = PreferenceRun.in("dpo", temp, "run")
                .with("max-steps", 1)
                .with("learning-rate", 0)
                .without("eval-steps")
                .withVariable("SMOLTULU_CACHE", temp.resolve("cache"));
    }

    @ParameterizedTest
    @CsvSource({"dpo, 1", "dpo, 150", "dpo_norm, 150", "dpo_norm, 100000"})
    void thePolicyStartsAsTheReference(String type, int microBatchTokens) {
        RunFiles run = oneStep.with("loss-type", type)
                .with("micro-batch-tokens", microBatchTokens)
                .with("max-steps", 8)
                .finish();
        run.stepRows().forEach(DpoReferenceTest::assertAtStart);
    }

    /** Which pairs share a pass does not change a bit of what is said about them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 64, 300, 100000})
    void anEarlierRunsReferenceServesOtherBatches(int microBatchTokens) {
        oneStep.with("max-steps", 8).finish();
        TrainingCommand other = oneStep.with("micro-batch-tokens", microBatchTokens)
                .with("seed", microBatchTokens)
                .with("output-dir", temp.resolve("other"))
                .with("max-steps", 8);
        assertTrue(succeeded(other).contains("training: log-probabilities known from an earlier run"));
        new RunFiles(other.output()).stepRows().forEach(DpoReferenceTest::assertAtStart);
    }

    @Test
    void onlyPairsThatAreNeededAreScored() {
        assertTrue(succeeded(oneStep).contains("training: 4 pairs scored"));
        String more = succeeded(oneStep.with("max-steps", 8).with("output-dir", temp.resolve("more")));
        assertTrue(more.contains("training: 26 pairs scored"), more);
    }

    @Test
    void anotherModelOrOtherRowsAreScoredAnew() {
        oneStep.finish();
        TrainingCommand next = oneStep.with("output-dir", temp.resolve("next"));
        Path scaled = GoldenPairs.policy(temp.resolve("scaled"));
        assertTrue(succeeded(next.with("reference-model", scaled)).contains("training: 4 pairs scored"));
        TrainingCommand shorter = next.with("max-length", 30).with("output-dir", temp.resolve("shorter"));
        assertTrue(succeeded(shorter).contains("training: 4 pairs scored"));
    }

    @Test
    void aDamagedFileIsToldAndReplaced() throws IOException {
        oneStep.finish();
        for (Path file : references(temp.resolve("cache/reference"))) {
            ModelFolder.truncate(file, 3);
        }
        String out = succeeded(oneStep.with("output-dir", temp.resolve("next")));
        assertTrue(out.contains("the reference is computed again"), out);
        assertTrue(out.contains("training: 4 pairs scored"), out);
        out = succeeded(oneStep.with("output-dir", temp.resolve("after")));
        assertTrue(out.contains("training: log-probabilities known"), out);
    }

    @Test
    void withoutASharedFolderTheRunsOwnFileServesTheResumedRun() throws IOException {
        TrainingCommand alone =
                PreferenceRun.in("dpo", temp, "alone").with("max-steps", 3).with("save-steps", 2);
        alone.finish();
        assertEquals(2, references(temp.resolve("alone")).size(), "training and evaluation");
        String out = succeeded(alone.resumed());
        assertTrue(out.contains("training: log-probabilities known"), out);
    }

    @Test
    void aModelOfOtherTokensIsRefused() {
        Path other = ModelFolder.copyOfStories(temp.resolve("other"));
        ModelFolder.setConfig(other, "vocab_size", 500);
        TrainingCommand.Outcome outcome = oneStep.with("reference-model", other).run();
        assertEquals(2, outcome.code());
        assertEquals(1, outcome.errorLines().size(), outcome.err());
        assertTrue(outcome.err().contains("reference_model"), outcome.err());
    }

    private static String succeeded(TrainingCommand command) {
        TrainingCommand.Outcome outcome = command.run();
        assertEquals(0, outcome.code(), outcome.err());
        return outcome.out();
    }

    private static List<Path> references(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("reference_log_probs-"))
                    .toList();
        }
    }

    private static void assertAtStart(JsonObject row) {
        assertEquals(Math.log(2), row.get("loss").getAsDouble(), 1e-7, row.toString());
        assertEquals(0, row.get("rewards/margins").getAsDouble(), 0, row.toString());
        assertEquals(0, row.get("rewards/accuracies").getAsDouble(), 0, row.toString());
        assertEquals(0, row.get("rewards/chosen").getAsDouble(), 0, row.toString());
    }
}
