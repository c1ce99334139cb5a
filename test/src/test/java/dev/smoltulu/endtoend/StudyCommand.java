package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.sweep.cell.CellResults;
import dev.smoltulu.sweep.cell.StudyFolder;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.tools.Main;
import dev.smoltulu.tools.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One {@code smoltulu sweep} command line over a study of stories260K: a few short rows of token ids, and a task of a
 * few questions with two choices.
 */
record StudyCommand(Path file, Path output, JsonObject json) {

    private static final int ROWS = 24;

    /** A study in {@code temp}: two learning rates by two batch sizes, three passes over the rows. */
    static StudyCommand on(Path temp, String output) {
        Path rows = rows(temp.resolve("rows.jsonl"), 1, ROWS);
        Path evaluation = rows(temp.resolve("evaluation.jsonl"), 2, 6);
        JsonObject recipe = new JsonObject();
        recipe.addProperty("model", SharedFolder.resolve("models/stories260K").toString());
        recipe.addProperty("data", rows.toString());
        recipe.addProperty("eval_data", evaluation.toString());
        recipe.addProperty("num_train_epochs", 3);
        recipe.addProperty("max_length", 64);
        recipe.addProperty("save_steps", 2);
        recipe.addProperty("max_grad_norm", 1);
        JsonObject json = new JsonObject();
        json.addProperty("name", "stories");
        json.addProperty("verb", "sft");
        json.addProperty("output_dir", temp.resolve(output).toString());
        json.add("recipe", recipe);
        json.add("axes", JsonParser.parseString("{\"learning_rate\": [1e-4, 1e-3], \"batch_size\": [4, 12]}"));
        json.add(
                "evaluation",
                JsonParser.parseString("{\"tasks\": [\"" + task(temp) + "\"], \"measures\": " + "[\"eval_loss\"]}"));
        json.addProperty("keep", "all");
        return new StudyCommand(temp.resolve("study-" + output + ".json"), temp.resolve(output), json);
    }

    private static Path rows(Path file, long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        int[][] rows = new int[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = random.ints(random.nextInt(5, 40), 3, 512).toArray();
        }
        return TrainingCommand.writeRows(file, rows);
    }

    private static Path task(Path temp) {
        try {
            Files.writeString(
                    temp.resolve("endings.jsonl"),
                    Stream.of("girl", "boy", "dog", "day", "cat", "tree")
                            .map(word -> "{\"text\": \"Once upon a time, there was a little\", \"choices\": [\"" + word
                                    + "\", \"of the\"]}\n")
                            .reduce("", String::concat));
            return Files.writeString(temp.resolve("endings.json"), """
                    {"task": "endings", "dataset_path": "json", "dataset_kwargs": {"data_files": {"test":
                     "endings.jsonl"}}, "test_split": "test", "output_type": "multiple_choice", "doc_to_text": "text",
                     "doc_to_choice": "choices", "doc_to_target": 0}
                    """);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The same with another entry, in JSON; a dot leads into an object. */
    StudyCommand with(String path, String value) {
        JsonObject changed = json.deepCopy();
        JsonObject at = changed;
        String[] keys = path.split("\\.");
        for (int i = 0; i < keys.length - 1; i++) {
            at = at.getAsJsonObject(keys[i]);
        }
        at.add(keys[keys.length - 1], JsonParser.parseString(value));
        return new StudyCommand(file, output, changed);
    }

    StudyCommand without(String key) {
        JsonObject changed = json.deepCopy();
        changed.remove(key);
        return new StudyCommand(file, output, changed);
    }

    /** Writes the study's file. */
    void write() {
        try {
            Files.writeString(file, json.toString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private List<String> words(String... more) {
        write();
        List<String> words = new ArrayList<>(List.of("sweep", "--config", file.toString()));
        words.addAll(List.of(more));
        return words;
    }

    /** Runs in this process. */
    TrainingCommand.Outcome run(String... more) {
        return program(words(more));
    }

    /** Any command line, in this process. */
    static TrainingCommand.Outcome program(List<String> words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                words,
                new Console(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Terminal.none(),
                        Map.of()));
        return new TrainingCommand.Outcome(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs to the end in this process. */
    StudyTable finish(String... more) {
        TrainingCommand.Outcome outcome = run(more);
        assertEquals(0, outcome.code(), outcome.err());
        return table();
    }

    /** Starts a Java process of its own. */
    ChildRun start(String... more) throws IOException {
        return ChildRun.start(words(more));
    }

    StudyTable table() {
        return CellResults.read(new StudyFolder(output));
    }

    RunFiles cell(CellResult cell) {
        return new RunFiles(output.resolve("cells").resolve(cell.id()));
    }

    /** The results file of a cell's only evaluation. */
    JsonObject results(CellResult cell) {
        try (Stream<Path> files = Files.walk(cell(cell).folder().resolve("eval"))) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().startsWith("results_"))
                    .toList();
            assertEquals(1, found.size(), found.toString());
            return Json.read(found.get(0));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Both studies have the same cells, scores, losses, metrics and weights. */
    static void assertSame(StudyCommand one, StudyCommand other) {
        List<CellResult> cells = one.table().cells();
        List<CellResult> others = other.table().cells();
        assertEquals(cells.size(), others.size());
        for (int i = 0; i < cells.size(); i++) {
            assertEquals(timeless(cells.get(i)), timeless(others.get(i)));
            if (Files.exists(one.cell(cells.get(i)).folder().resolve("model.safetensors"))) {
                one.cell(cells.get(i)).assertSameResults(other.cell(others.get(i)));
            }
        }
    }

    private static CellResult timeless(CellResult cell) {
        return new CellResult(
                cell.id(),
                cell.values(),
                cell.learningRate(),
                cell.batchSize(),
                cell.seed(),
                cell.status(),
                cell.error(),
                cell.steps(),
                cell.tokens(),
                cell.trainedTokens(),
                0,
                cell.scores(),
                cell.losses(),
                cell.evalLosses());
    }

    /** A number that lies at {@code path} of a JSON object. */
    static double number(JsonObject json, String... path) {
        JsonElement at = json;
        for (String key : path) {
            at = at.getAsJsonObject().get(key);
        }
        return at.getAsDouble();
    }
}
