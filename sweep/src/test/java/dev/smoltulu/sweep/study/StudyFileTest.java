package dev.smoltulu.sweep.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.trainer.recipe.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StudyFileTest {

    private static final String REST = ", \"evaluation\": {\"measures\": [\"eval_loss\"]}}";

    @TempDir
    private Path temp;

    private final Mistakes mistakes = new Mistakes();

    private Optional<Study> read(String json, String... changes) throws IOException {
        Path file = Files.writeString(temp.resolve("study.json"), json);
        return StudyFile.read(file, List.of(changes), Optional.empty(), mistakes);
    }

    /** A study of sft with these axes, and more entries. */
    private Study study(String axes) throws IOException {
        Study study = read("{\"verb\": \"sft\", \"output_dir\": \"out\", \"recipe\": {\"batch_size\": 8}, " + axes
                        + REST)
                .orElseThrow(() -> new AssertionError(mistakes.lines()));
        assertEquals(List.of(), mistakes.lines());
        return study;
    }

    private static Map<String, JsonElement> entries(String json) {
        return JsonParser.parseString(json).getAsJsonObject().asMap();
    }

    private static List<Map<String, JsonElement>> points(Study study) {
        return study.points().stream().map(Study.Point::entries).toList();
    }

    @Test
    void theGridIsTheProductOfItsAxesWithTheFirstSlowest() throws IOException {
        Study study = study("\"axes\": {\"learning_rate\": [1e-4, 1e-3], \"batch_size\": [8, 16]}");
        assertEquals(List.of("learning_rate", "batch_size"), study.axes());
        assertEquals(
                List.of(
                        entries("{\"learning_rate\": 1e-4, \"batch_size\": 8}"),
                        entries("{\"learning_rate\": 1e-4, \"batch_size\": 16}"),
                        entries("{\"learning_rate\": 1e-3, \"batch_size\": 8}"),
                        entries("{\"learning_rate\": 1e-3, \"batch_size\": 16}")),
                points(study));
        assertEquals(Objective.SFT, study.objective());
        assertEquals(Study.Keep.BEST, study.keep());
        assertEquals("study", study.name());
    }

    @Test
    void aLogRangeHasEqualRatios() throws IOException {
        Study study = study("\"axes\": {\"learning_rate\": {\"log_range\": [1e-4, 1e-2], \"points\": 5}}");
        double[] expected = {1e-4, 3.16e-4, 1e-3, 3.16e-3, 1e-2};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(
                    expected[i],
                    study.points().get(i).entries().get("learning_rate").getAsDouble());
        }
        assertEquals(expected.length, study.points().size());
    }

    @Test
    void aLogRangeOfWholeNumbersIsRoundedToThem() throws IOException {
        Study study = study("\"axes\": {\"batch_size\": {\"log_range\": [8, 128], \"points\": 5}}");
        assertEquals(
                List.of(8L, 16L, 32L, 64L, 128L),
                study.points().stream()
                        .map(point -> point.entries().get("batch_size").getAsLong())
                        .toList());
    }

    @Test
    void aPlainRangeHasEqualSteps() throws IOException {
        Study study = study("\"axes\": {\"warmup_ratio\": {\"range\": [0, 0.2], \"points\": 3}}");
        assertEquals(
                List.of(0.0, 0.1, 0.2),
                study.points().stream()
                        .map(point -> point.entries().get("warmup_ratio").getAsDouble())
                        .toList());
    }

    @Test
    void keysOfAGroupChangeTogether() throws IOException {
        Study study = study("\"axes\": {\"learning_rate\": [1e-3], \"schedule\": "
                + "[{\"lr_scheduler_type\": \"linear\"}, {\"lr_scheduler_type\": \"cosine\", \"warmup_ratio\": 0.1}]}");
        assertEquals(List.of("learning_rate", "lr_scheduler_type", "warmup_ratio"), study.axes());
        assertEquals(
                List.of(
                        entries("{\"learning_rate\": 1e-3, \"lr_scheduler_type\": \"linear\"}"),
                        entries("{\"learning_rate\": 1e-3, \"lr_scheduler_type\": \"cosine\", \"warmup_ratio\": 0.1}")),
                points(study));
    }

    @Test
    void cellsNamedOneByOneFollowTheGrid() throws IOException {
        Study study = study("\"axes\": {\"batch_size\": [8]}, \"cells\": [{\"learning_rate\": 9e-5}]");
        assertEquals(List.of("batch_size", "learning_rate"), study.axes());
        assertEquals(List.of(entries("{\"batch_size\": 8}"), entries("{\"learning_rate\": 9e-5}")), points(study));
    }

    @Test
    void aRatioAtTheRecipesBatchSizeGivesLearningRates() throws IOException {
        Study study = study("\"axes\": {\"lr_bs_ratio\": [1.125e-5, 1e-6]}");
        // SFT-1130 of the paper: 9.0e-5 at 8.
        assertEquals(
                List.of(9e-5, 8e-6),
                study.points().stream()
                        .map(point -> point.entries().get("learning_rate").getAsDouble())
                        .toList());
        assertEquals(List.of("lr_bs_ratio"), study.axes());
    }

    @Test
    void aRatioByBatchSizeGivesLearningRates() throws IOException {
        Study study = study("\"axes\": {\"lr_bs_ratio\": [1e-5], \"batch_size\": [8, 32]}");
        assertEquals(
                List.of(8e-5, 3.2e-4),
                study.points().stream()
                        .map(point -> point.entries().get("learning_rate").getAsDouble())
                        .toList());
    }

    @Test
    void aRatioByLearningRateGivesBatchSizes() throws IOException {
        Study study = study("\"axes\": {\"lr_bs_ratio\": [1e-5, 2e-5], \"learning_rate\": [3.2e-4]}");
        assertEquals(
                List.of(32L, 16L),
                study.points().stream()
                        .map(point -> point.entries().get("batch_size").getAsLong())
                        .toList());
    }

    @Test
    void changesWinOverTheRecipe() throws IOException {
        Study study = read(
                        "{\"verb\": \"sft\", \"output_dir\": \"out\", \"recipe\": {\"max_length\": 64}, "
                                + "\"axes\": {\"batch_size\": [8]}" + REST,
                        "max_length=32",
                        "data=rows.jsonl",
                        "eval-data=[{\"path\": \"a.jsonl\", \"rows\": 3}]",
                        "shuffle=false")
                .orElseThrow();
        assertEquals(
                entries("{\"max_length\": 32, \"data\": \"rows.jsonl\", \"shuffle\": false, "
                        + "\"eval_data\": [{\"path\": \"a.jsonl\", \"rows\": 3}]}"),
                study.recipe());
    }

    @Test
    void tasksTakeTheSettingsOfTheEvaluation() throws IOException {
        Study study = read("{\"verb\": \"sft\", \"output_dir\": \"out\", \"axes\": {\"batch_size\": [8]}, "
                        + "\"evaluation\": {\"limit\": 5, \"apply_chat_template\": true, \"tasks\": [\"gsm8k\", {\"task\": "
                        + "\"own.json\", \"limit\": 7, \"metric\": \"acc,none\", \"ability\": \"pattern\"}]}}")
                .orElseThrow();
        assertEquals(
                List.of(
                        new Study.ScoreRequest.Task(
                                "gsm8k",
                                entries("{\"limit\": 5, \"apply_chat_template\": true}"),
                                Optional.empty(),
                                Optional.empty()),
                        new Study.ScoreRequest.Task(
                                "own.json",
                                entries("{\"limit\": 7, \"apply_chat_template\": true}"),
                                Optional.of("acc,none"),
                                Optional.of(StudyTable.Task.Ability.PATTERN))),
                study.scores());
    }

    @Test
    void everyMistakeIsNamedAtOnce() throws IOException {
        read("""
                {
                  "verb": "sft", "colour": 1, "keep": "worst", "seeds": [1, 1, -3],
                  "axes": {"lerning_rate": [1], "batch_size": [], "max_length": [0], "seed": [1],
                           "learning_rate": {"log_range": [0, 1], "points": 3}, "warmup_ratio": [0.1, 0.1]},
                  "evaluation": {"tasks": ["gsm8k", 7], "limit": 0, "taks": 1}
                }
                """);
        String all = String.join("\n", mistakes.lines());
        for (String word : List.of(
                "'colour'",
                "'keep'",
                "seed 1 stands twice",
                "-3",
                "did you mean 'learning_rate'?",
                "axis 'batch_size'",
                "'max_length'",
                "list the seeds in 'seeds'",
                "\"log_range\"",
                "0.1 twice",
                "'output_dir'",
                "'limit'",
                "did you mean 'tasks'?",
                "not 7")) {
            assertTrue(all.contains(word), word + " in\n" + all);
        }
        assertTrue(mistakes.lines().stream().allMatch(line -> line.lines().count() == 1), all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"learning_rate\": [1e-3], \"batch_size\": [8], \"lr_bs_ratio\": [1e-5]} | leave one out",
                "{\"learning_rate\": [1e-3], \"lr_bs_ratio\": [3e-4]}                      | no whole number",
                "{\"lr_bs_ratio\": [0]}                                                    | above 0",
                "{\"a\": [{\"max_length\": 3}], \"b\": [{\"max_length\": 4}]}              | which another axis sets too",
                "{\"a\": [{\"max_lenth\": 3}]}                                             | did you mean 'max_length'?",
                "{\"output_dir\": [\"x\"]}                                                 | a folder of its own",
                "{}                                                                        | nothing to vary"
            })
    void axesThatMakeNoSenseAreMistakes(String axes, String names) throws IOException {
        read("{\"verb\": \"sft\", \"output_dir\": \"out\", \"recipe\": {\"batch_size\": 8}, \"axes\": " + axes + REST);
        assertTrue(
                mistakes.lines().stream().anyMatch(line -> line.contains(names)),
                mistakes.lines().toString());
    }

    @Test
    void aFileThatIsNoObjectIsRefused() throws IOException {
        UserError error = assertThrows(UserError.class, () -> read("[1]"));
        assertEquals(2, error.exitCode());
        assertThrows(UserError.class, () -> read("{\"verb\": \"sft\", \"verb\": \"dpo\"}"));
    }
}
