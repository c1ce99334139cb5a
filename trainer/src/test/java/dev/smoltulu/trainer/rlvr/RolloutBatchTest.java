package dev.smoltulu.trainer.rlvr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.data.DataSource;
import dev.smoltulu.data.EncodingOptions;
import dev.smoltulu.data.PromptDataset;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.VerifierSettings;
import dev.smoltulu.verifiers.builtin.Verifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RolloutBatchTest {

    @TempDir
    private Path folder;

    private PromptDataset prompts;

    @BeforeEach
    void prompts() throws Exception {
        Path rows = Files.writeString(folder.resolve("rows.jsonl"), """
                {"input_ids": [1, 2, 3], "ground_truth": "a", "dataset": "exact_match"}
                {"input_ids": [4, 5], "ground_truth": "b", "dataset": "exact_match"}
                """);
        prompts = PromptDataset.load(
                DataSource.parse("data", new JsonPrimitive(rows.toString())),
                new EncodingOptions(null, null, 10, true, 100, 1),
                Verifiers.of(VerifierSettings.usual()),
                Optional.empty(),
                read -> {},
                () -> false);
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        Rollout ended = new Rollout(
                prompts.get(1),
                1,
                0,
                new int[] {7, 2},
                new float[] {-0.1f, -1e-30f},
                true,
                "x\u00e9",
                Verdict.scored(0.25),
                2.5);
        Rollout failed = new Rollout(
                prompts.get(0), 0, 1, new int[] {9}, new float[] {-3.3f}, false, "", Verdict.failed("no answer"), -10);
        new RolloutBatch(List.of(ended, failed), 5, 2, 3, 4).write(folder);
        RolloutBatch read = RolloutBatch.read(folder, prompts).orElseThrow();
        assertEquals(List.of(5, 2, 3, 4), List.of(read.groups(), read.allRight(), read.allEqual(), read.rounds()));
        assertEquals(2, read.rollouts().size());
        assertSame(ended, read.rollouts().get(0));
        assertSame(failed, read.rollouts().get(1));
    }

    private static void assertSame(Rollout expected, Rollout actual) {
        assertEquals(expected.prompt(), actual.prompt());
        assertEquals(expected.example(), actual.example());
        assertEquals(expected.group(), actual.group());
        assertArrayEquals(expected.tokens(), actual.tokens());
        assertArrayEquals(expected.logProbs(), actual.logProbs());
        assertEquals(expected.ended(), actual.ended());
        assertEquals(expected.text(), actual.text());
        assertEquals(expected.verdict(), actual.verdict());
        assertEquals(expected.reward(), actual.reward());
    }

    @Test
    void noFileIsNoResponses() {
        assertEquals(Optional.empty(), RolloutBatch.read(folder, prompts));
    }

    @Test
    void anotherFileIsRefusedByName() throws IOException {
        Files.writeString(folder.resolve("rollouts.json"), "{\"rollouts\": [{\"example\": 7}]}");
        UserError error = assertThrows(UserError.class, () -> RolloutBatch.read(folder, prompts));
        assertTrue(error.getMessage().contains("rollouts.json"), error.getMessage());
    }
}
