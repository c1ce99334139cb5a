package dev.smoltulu.trainer.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsLogTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void file() {
        file = folder.resolve("metrics.jsonl");
    }

    private static StepMetrics step(long step) {
        return new StepMetrics(step, step / 10.0, 2.0 / step, 9e-5, 1.5, 100, 60, 200, 0.5);
    }

    private void writeThreeSteps() {
        try (MetricsLog log = MetricsLog.create(file)) {
            log.write(new EvalMetrics(0, 0, 3.25));
            log.write(step(1));
            log.write(step(2));
            log.write(new EvalMetrics(2, 0.2, 1.75));
            log.write(step(3));
            log.sync();
        }
    }

    @Test
    void writesTheContractsKeysInOrder() throws IOException {
        Map<String, Double> more = new LinkedHashMap<>();
        more.put("rewards/chosen", 0.5);
        more.put("rewards/accuracies", 1.0);
        try (MetricsLog log = MetricsLog.create(file)) {
            log.write(step(1));
            assertEquals(1, Files.readAllLines(file).size(), "a line is there before the log is closed");
            log.write(new StepMetrics(2, 0.2, Double.NaN, 0, Double.POSITIVE_INFINITY, 7, 5, 14, 0.5, more));
            log.write(new EvalMetrics(2, 0.2, 1.0 / 3));
        }
        assertEquals(
                List.of(
                        "{\"step\":1,\"epoch\":0.1,\"loss\":2,\"learning_rate\":0.00009,\"grad_norm\":1.5,\"tokens\":100,"
                                + "\"trained_tokens\":60,\"tokens_per_second\":200,\"seconds\":0.5}",
                        "{\"step\":2,\"epoch\":0.2,\"loss\":null,\"learning_rate\":0,\"grad_norm\":null,\"tokens\":7,"
                                + "\"trained_tokens\":5,\"tokens_per_second\":14,\"seconds\":0.5,"
                                + "\"rewards/chosen\":0.5,\"rewards/accuracies\":1}",
                        "{\"step\":2,\"epoch\":0.2,\"eval_loss\":0.3333333333333333}"),
                Files.readAllLines(file));
        MetricsHistory history = MetricsHistory.read(file);
        assertEquals(step(1), history.steps().get(0));
        assertEquals(more, history.steps().get(1).more());
        assertTrue(Double.isNaN(history.steps().get(1).loss()));
        assertEquals(List.of(new EvalMetrics(2, 0.2, 1.0 / 3)), history.evaluations());
    }

    @Test
    void measuresOfPairsReadBackAsTheyWereWritten() {
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("loss", 0.625);
        measures.put("rewards/margins", 0.25);
        measures.put("accuracy", 0.75);
        EvalMetrics evaluation = new EvalMetrics(3, 0.5, measures);
        Path other = file.resolveSibling("pairs.jsonl");
        try (MetricsLog log = MetricsLog.create(other)) {
            log.write(evaluation);
        }
        assertEquals(List.of(evaluation), MetricsHistory.read(other).evaluations());
        JsonObject row = MetricsHistory.rows(other).get(0);
        assertEquals(
                List.of("step", "epoch", "eval_loss", "eval_rewards/margins", "eval_accuracy"),
                List.copyOf(row.keySet()));
    }

    @Test
    void resumeDropsLaterRowsAndATornLastLine() throws IOException {
        writeThreeSteps();
        List<String> before = Files.readAllLines(file);
        Files.writeString(file, "{\"step\":4,\"epo", StandardOpenOption.APPEND);
        try (MetricsLog log = MetricsLog.resume(file, 2)) {
            assertEquals(before.subList(0, 4), Files.readAllLines(file));
            log.write(step(3));
        }
        assertEquals(before, Files.readAllLines(file));
    }

    @Test
    void resumeKeepsACompleteLastLineWithoutItsLineEnd() throws IOException {
        writeThreeSteps();
        String whole = Files.readString(file);
        Files.writeString(file, whole.stripTrailing());
        MetricsLog.resume(file, 3).close();
        assertEquals(whole, Files.readString(file));
    }

    @Test
    void resumeCutAnywhereKeepsWholeRowsOnly() throws IOException {
        writeThreeSteps();
        byte[] whole = Files.readAllBytes(file);
        List<String> lines = Files.readAllLines(file);
        for (int length = 0; length <= whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            MetricsLog.resume(file, 3).close();
            List<String> kept = Files.readAllLines(file);
            assertEquals(lines.subList(0, kept.size()), kept);
        }
    }

    @Test
    void aBadLineInTheMiddleIsNamed() throws IOException {
        writeThreeSteps();
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(1, "{\"step\":\"one\"}");
        Files.write(file, lines);
        UserError error = assertThrows(UserError.class, () -> MetricsHistory.read(file));
        assertTrue(error.getMessage().contains("metrics.jsonl line 2 "), error.getMessage());
        assertEquals(1, error.exitCode());
    }

    @Test
    void createRefusesAnExistingFileAndResumeWithoutOneStartsEmpty() throws IOException {
        MetricsLog.resume(file, 5).close();
        assertEquals("", Files.readString(file));
        assertThrows(UserError.class, () -> MetricsLog.create(file));
        assertFalse(Files.exists(folder.resolve(".tmp-metrics.jsonl")));
    }
}
