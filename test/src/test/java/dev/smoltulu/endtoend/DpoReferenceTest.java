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

/** What the reference model says is computed once, kept, and right. */
final class DpoReferenceTest {

    @TempDir
    private Path temp;
    private TrainingCommand oneStep;

    @BeforeEach
    void prepare() {
        oneStep = PreferenceRun.in("dpo", temp, "run").with("max-steps", 1).with("learning-rate", 0)
                .without("eval-steps").withVariable("SMOLTULU_CACHE", temp.resolve("cache"));
    }

    @ParameterizedTest
    @CsvSource({"dpo, 1", "dpo, 150", "dpo_norm, 150", "dpo_norm, 100000"})
    void thePolicyStartsAsTheReference(String type, int microBatchTokens) {
        RunFiles run = oneStep.with("loss-type", type).with("micro-batch-tokens", microBatchTokens)
                .with("max-steps", 8).finish();
        run.stepRows().forEach(DpoReferenceTest::assertAtStart);
    }

    @Test
    void anEarlierRunsReferenceServesOtherMicroBatches() {
        oneStep.finish();
        for (int tokens : new int[] {1, 64, 300, 100000}) {
            TrainingCommand other = oneStep.with("micro-batch-tokens", tokens).with("seed", tokens)
                    .with("output-dir", temp.resolve("other-" + tokens)).with("max-steps", 8);
            TrainingCommand.Outcome outcome = other.run();
            assertEquals(0, outcome.code(), outcome.err());
            new RunFiles(other.output()).stepRows().forEach(row -> assertEquals(0,
                    row.get("rewards/margins").getAsDouble(), 0, tokens + " " + row));
        }
    }

    private static void assertAtStart(JsonObject row) {
        assertEquals(Math.log(2), row.get("loss").getAsDouble(), 1e-7, row.toString());
        assertEquals(0, row.get("rewards/margins").getAsDouble(), 0, row.toString());
        assertEquals(0, row.get("rewards/accuracies").getAsDouble(), 0, row.toString());
        assertEquals(0, row.get("rewards/chosen").getAsDouble(), 0, row.toString());
    }
}
