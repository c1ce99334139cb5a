package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies from their file to their numbers. */
final class SweepTest {

    @TempDir
    private Path temp;

    @Test
    void theNumbersOfACellAreThoseOfItsOwnFiles() {
        StudyCommand study =
                StudyCommand.on(temp, "study").with("seeds", "[1, 2]").with("axes.learning_rate", "[1e-4]");
        StudyTable table = study.finish();
        assertEquals(4, table.cells().size());
        assertEquals(
                List.of("endings", "eval_loss"),
                table.tasks().stream().map(StudyTable.Task::name).toList());
        assertEquals(
                List.of(true, false),
                table.tasks().stream().map(StudyTable.Task::higherIsBetter).toList());
        for (CellResult cell : table.cells()) {
            assertEquals(CellResult.Status.FINISHED, cell.status());
            List<JsonObject> rows = Json.lines(study.cell(cell).folder().resolve("metrics.jsonl"));
            List<JsonObject> steps =
                    rows.stream().filter(row -> row.has("loss")).toList();
            List<JsonObject> evaluations =
                    rows.stream().filter(row -> row.has("eval_loss")).toList();
            JsonObject results = study.results(cell);

            assertEquals(3 * (cell.batchSize() == 4 ? 6 : 2), cell.steps());
            assertEquals(steps.size(), cell.steps());
            assertEquals(sum(steps, "tokens"), cell.tokens());
            assertEquals(sum(steps, "trained_tokens"), cell.trainedTokens());
            assertEquals(
                    steps.stream()
                            .mapToDouble(row -> row.get("seconds").getAsDouble())
                            .sum(),
                    cell.seconds());
            assertEquals(
                    steps.stream().map(row -> row.get("loss").getAsDouble()).toList(),
                    cell.losses().stream().map(point -> point.loss()).toList());
            assertEquals(
                    evaluations.get(evaluations.size() - 1).get("eval_loss").getAsDouble(),
                    cell.scores().get("eval_loss").value());
            CellResult.Score score = cell.scores().get("endings");
            assertEquals("acc_norm,none", score.metric());
            assertEquals(StudyCommand.number(results, "results", "endings", "acc_norm,none"), score.value());
            assertEquals(
                    StudyCommand.number(results, "results", "endings", "acc_norm_stderr,none"), score.standardError());
            assertEquals(6, score.items());
            assertEquals(cell.learningRate(), cell.values().get("learning_rate").getAsDouble());
        }
        assertEquals(
                1,
                table.cells().stream().mapToLong(CellResult::tokens).distinct().count(),
                "the same rows");
        // What a cell's folder says is what makes it the run that it is.
        JsonObject recipe = Json.read(study.cell(table.cells().get(3)).folder().resolve("recipe.json"));
        assertEquals(1e-4, recipe.get("learning_rate").getAsDouble());
        assertEquals(12, recipe.get("batch_size").getAsLong());
        assertEquals(2, recipe.get("seed").getAsLong());
    }

    @Test
    void aCellIsTheRunThatItsRecipeMakes() {
        StudyCommand study = StudyCommand.on(temp, "study").with("axes", "{\"learning_rate\": [1e-3]}");
        RunFiles cell = study.cell(study.finish().cells().get(0));
        Path alone = temp.resolve("alone");
        assertEquals(
                0,
                StudyCommand.program(List.of(
                                "sft",
                                "--config",
                                cell.folder().resolve("recipe.json").toString(),
                                "--output-dir",
                                alone.toString()))
                        .code());
        cell.assertSameResults(new RunFiles(alone));
    }

    @Test
    void whatIsFinishedIsNotDoneAgain() throws IOException {
        StudyCommand study = StudyCommand.on(temp, "study");
        StudyTable first = study.finish();
        assertEquals(2, study.run().code(), "a second study in the folder");
        FileTime before = Files.getLastModifiedTime(
                study.cell(first.cells().get(0)).folder().resolve("metrics.jsonl"));
        // One learning rate more, and another order: the old cells are known by what determines them.
        StudyTable wider = study.with("axes", "{\"batch_size\": [4, 12], \"learning_rate\": [1e-4, 1e-3, 1e-2]}")
                .with("recipe.save_steps", "5")
                .finish("--resume");
        assertEquals(6, wider.cells().size());
        CellResult same = wider.cells().stream()
                .filter(cell -> cell.batchSize() == 4 && cell.learningRate() == 1e-4)
                .findFirst()
                .orElseThrow();
        RunFiles folder = study.cell(first.cells().get(0));
        assertEquals(before, Files.getLastModifiedTime(folder.folder().resolve("metrics.jsonl")));
        assertEquals(first.cells().get(0).losses(), same.losses());
        // The rows have changed: nothing of the old cells counts.
        Path rows = temp.resolve("rows.jsonl");
        Files.writeString(rows, Files.readString(rows).replaceFirst("\\[\\d+", "[7"));
        StudyTable other = study.finish("--resume");
        assertTrue(other.cells().stream()
                .noneMatch(
                        cell -> first.cells().stream().anyMatch(old -> old.id().equals(cell.id()))));
    }

    @Test
    void anotherEvaluationAsksTheSameModels() throws IOException {
        StudyCommand study = StudyCommand.on(temp, "study").with("axes", "{\"learning_rate\": [1e-3]}");
        CellResult first = study.finish().cells().get(0);
        FileTime trained = Files.getLastModifiedTime(study.cell(first).folder().resolve("model.safetensors"));
        CellResult again =
                study.with("evaluation.limit", "3").finish("--resume").cells().get(0);
        assertEquals(first.id(), again.id());
        assertEquals(3, again.scores().get("endings").items());
        assertEquals(
                trained, Files.getLastModifiedTime(study.cell(first).folder().resolve("model.safetensors")));
    }

    @Test
    void weightsOfLosersGoAndTheirScoresStay() {
        StudyCommand study = StudyCommand.on(temp, "study").with("keep", "\"best\"");
        StudyTable table = study.finish();
        CellResult best = table.cells().stream()
                .min((one, other) -> Double.compare(
                        one.scores().get("eval_loss").value(),
                        other.scores().get("eval_loss").value()))
                .orElseThrow();
        List<CellResult> kept = table.cells().stream()
                .filter(cell -> Files.exists(study.cell(cell).folder().resolve("model.safetensors")))
                .toList();
        assertTrue(kept.contains(best));
        assertTrue(kept.size() <= 2, "one a task");
        assertTrue(table.cells().stream().allMatch(cell -> cell.scores().size() == 2));
        assertTrue(table.cells().stream()
                .allMatch(cell -> study.cell(cell).checkpoints().isEmpty()));
        assertEquals(table.cells(), study.finish("--resume").cells(), "nothing is trained again");
    }

    @Test
    void aCellThatFailsIsRecordedAndTheStudyGoesOn() {
        StudyCommand study =
                StudyCommand.on(temp, "study").with("axes", "{\"learning_rate\": [1e38, 1e-3], \"batch_size\": [4]}");
        TrainingCommand.Outcome outcome = study.run();
        assertEquals(1, outcome.code(), outcome.err());
        List<CellResult> cells = study.table().cells();
        assertEquals(
                List.of(CellResult.Status.FAILED, CellResult.Status.FINISHED),
                cells.stream().map(CellResult::status).toList());
        assertTrue(
                cells.get(0).error().orElseThrow().contains("not finite"),
                cells.get(0).toString());
        assertFalse(cells.get(0).error().get().contains(temp.toString()));
        assertTrue(outcome.err().contains("[1/2] learning_rate 1E+38, batch_size 4, seed 42: failed: "), outcome.err());
        assertEquals(1, study.run("--resume").code());
        assertEquals(cells, study.table().cells(), "a failure is not tried again unasked");
        assertEquals(1, study.run("--resume", "--retry-failed").code());
        assertEquals(CellResult.Status.FAILED, study.table().cells().get(0).status());
    }

    @Test
    void aRatioAtFixedBatchSizeIsAnAxis() {
        StudyCommand study = StudyCommand.on(temp, "study")
                .with("recipe.batch_size", "8")
                .with("axes", "{\"lr_bs_ratio\": [1e-5, 1e-4]}");
        List<CellResult> cells = study.finish().cells();
        assertEquals(
                List.of(8e-5, 8e-4),
                cells.stream().map(CellResult::learningRate).toList());
        assertEquals(List.of(1e-5, 1e-4), cells.stream().map(CellResult::ratio).toList());
        assertEquals(1e-4, cells.get(1).values().get("lr_bs_ratio").getAsDouble());
    }

    @Test
    void aDryRunTellsWhatWouldBeDoneAndLeavesNothing() throws IOException {
        StudyCommand study = StudyCommand.on(temp, "study");
        TrainingCommand.Outcome outcome = study.run("--dry-run");
        assertEquals(0, outcome.code(), outcome.err());
        List<String> rows = outcome.out()
                .lines()
                .filter(line -> line.matches(" *0\\.001? +.*|.* 42 .*"))
                .toList();
        assertEquals(4, rows.size(), outcome.out());
        assertTrue(rows.get(0).matches(" *0\\.0001 +4 +42 +18 +[\\d,]+ +\\d+:\\d\\d"), rows.get(0));
        assertTrue(outcome.out().contains("4 cells, "), outcome.out());
        assertFalse(Files.exists(study.output()));
    }

    @Test
    void aPreferenceStudyIsJudgedByItsOwnMeasures() throws IOException {
        Path pairs = Files.writeString(
                temp.resolve("pairs.jsonl"),
                Stream.iterate(3, id -> id + 1)
                        .limit(8)
                        .map(id -> "{\"chosen_input_ids\": [1, " + id
                                + ", 9, 2], \"chosen_labels\": [-100, -100, 9, 2], " + "\"rejected_input_ids\": [1, "
                                + id + ", 7, 2], \"rejected_labels\": [-100, -100, 7, 2]}\n")
                        .reduce("", String::concat));
        for (String verb : List.of("dpo", "reward")) {
            String measure = verb.equals("dpo") ? "eval_rewards/accuracies" : "eval_accuracy";
            StudyCommand study = StudyCommand.on(temp, verb)
                    .with("verb", "\"" + verb + "\"")
                    .with("recipe.data", "\"" + pairs + "\"")
                    .with("recipe.eval_data", "\"" + pairs + "\"")
                    .with("axes", "{\"learning_rate\": [1e-4, 1e-3], \"batch_size\": [2]}")
                    .with("evaluation", "{\"measures\": [\"" + measure + "\", \"eval_loss\"]}");
            StudyTable table = study.finish();
            CellResult cell = table.cells().get(1);
            List<JsonObject> rows = Json.lines(study.cell(cell).folder().resolve("metrics.jsonl"));
            assertEquals(
                    rows.get(rows.size() - 1).get(measure).getAsDouble(),
                    cell.scores().get(measure).value());
            assertEquals(
                    List.of(true, false),
                    table.tasks().stream().map(StudyTable.Task::higherIsBetter).toList());
            assertNotEquals(table.cells().get(0).scores(), cell.scores());
        }
    }

    private static long sum(List<JsonObject> rows, String key) {
        return rows.stream().mapToLong(row -> row.get(key).getAsLong()).sum();
    }
}
