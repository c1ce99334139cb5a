package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code smoltulu score}: rewards as PyTorch computes them, and lines that survive anything. */
final class RewardScoreTest {

    private static final double RELATIVE = 1e-4;

    @TempDir
    private Path temp;

    private Path model;
    private Path output;

    @BeforeEach
    void prepare() {
        model = GoldenPairs.rewardModel(temp.resolve("model"));
        output = temp.resolve("scores.jsonl");
    }

    @Test
    void pairsGetBothRewardsAndAnAccuracy() {
        Path rows = TrainingCommand.writeRows(temp.resolve("pairs.jsonl"), GoldenPairs.rows());
        TrainingCommand.Outcome outcome = score(rows);
        assertEquals(0, outcome.code(), outcome.err());
        JsonArray expected = GoldenPairs.numbers("reward_model").getAsJsonArray("scores");
        List<JsonObject> lines = Json.lines(output);
        int right = 0;
        for (int i = 0; i < expected.size(); i++) {
            double[] pair = Json.doubles(expected.get(i));
            assertEquals(i + 1, lines.get(i).get("row").getAsInt());
            assertEquals(pair[0], lines.get(i).get("reward_chosen").getAsDouble(), RELATIVE * Math.abs(pair[0]));
            assertEquals(pair[1], lines.get(i).get("reward_rejected").getAsDouble(), RELATIVE * Math.abs(pair[1]));
            right += pair[0] > pair[1] ? 1 : 0;
        }
        assertTrue(outcome.out().contains(String.format("%.4f", right / 3.0)), outcome.out());
    }

    @Test
    void otherRowsGetOneReward() {
        JsonObject pair = GoldenPairs.rows().get(0);
        List<JsonObject> rows = new ArrayList<>();
        for (String side : new String[] {"chosen", "rejected"}) {
            JsonObject row = new JsonObject();
            row.add("input_ids", pair.get(side + "_input_ids"));
            rows.add(row);
        }
        assertEquals(
                0,
                score(TrainingCommand.writeRows(temp.resolve("rows.jsonl"), rows))
                        .code());
        double[] expected = Json.doubles(
                GoldenPairs.numbers("reward_model").getAsJsonArray("scores").get(0));
        for (int i = 0; i < expected.length; i++) {
            assertEquals(
                    expected[i],
                    Json.lines(output).get(i).get("reward").getAsDouble(),
                    RELATIVE * Math.abs(expected[i]));
        }
    }

    @Test
    void theSameCommandGoesOnAfterTheLastWholeLine() throws IOException {
        Path rows = TrainingCommand.writeRows(temp.resolve("many.jsonl"), PreferenceRun.pairs(5, 40));
        assertEquals(0, score(rows, "--batch-tokens", "64").code());
        byte[] whole = Files.readAllBytes(output);
        for (int kept : new int[] {0, 1, whole.length / 2, whole.length - 1, whole.length}) {
            Files.write(output, Arrays.copyOf(whole, kept));
            assertEquals(0, score(rows, "--batch-tokens", "64").code());
            assertEquals(40, Json.lines(output).size());
            assertSameRewards(whole, Files.readAllBytes(output));
        }
    }

    @Test
    void scoresOfAnotherModelAreNotMixed() {
        Path rows = TrainingCommand.writeRows(temp.resolve("pairs.jsonl"), GoldenPairs.rows());
        assertEquals(0, score(rows).code());
        ModelFolder.fillRow(model, "score.weight", 0, 1f);
        TrainingCommand.Outcome outcome = score(rows);
        assertEquals(2, outcome.code());
        assertEquals(1, outcome.errorLines().size(), outcome.err());
    }

    @Test
    void aLanguageModelIsRefused() {
        Path rows = TrainingCommand.writeRows(temp.resolve("pairs.jsonl"), GoldenPairs.rows());
        model = GoldenPairs.reference();
        TrainingCommand.Outcome outcome = score(rows);
        assertEquals(2, outcome.code());
        assertTrue(outcome.err().contains("needs a reward model"), outcome.err());
    }

    private static void assertSameRewards(byte[] expected, byte[] actual) {
        List<String> lines =
                new String(expected, StandardCharsets.UTF_8).lines().toList();
        List<String> others = new String(actual, StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            JsonObject line = JsonParser.parseString(lines.get(i)).getAsJsonObject();
            JsonObject other = JsonParser.parseString(others.get(i)).getAsJsonObject();
            assertEquals(line.keySet(), other.keySet());
            line.keySet()
                    .forEach(key -> assertEquals(
                            line.get(key).getAsDouble(), other.get(key).getAsDouble(), 1e-5));
        }
    }

    private TrainingCommand.Outcome score(Path rows, String... more) {
        return ScoreCommand.of(model, rows, output, more).run();
    }
}
