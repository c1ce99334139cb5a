package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.runtime.cuda.NvidiaDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake is one line that names what is wrong, and the exit code of its kind. */
final class SftBadInputTest {

    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final String ROW = "{\"input_ids\": [1, 5, 6, 7, 8]}\n";

    @TempDir
    private Path temp;

    private Path model;
    private Path rows;
    private TrainingCommand command;

    @BeforeEach
    void prepare() throws IOException {
        model = ModelFolder.copyOfStories(temp.resolve("model"));
        rows = Files.writeString(temp.resolve("rows.jsonl"), ROW.repeat(4));
        command = TrainingCommand.on(model, rows, temp.resolve("run")).with("max-steps", 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-length         | 0        | --max-length",
                "batch-size         | 0        | --batch-size",
                "batch-size         | -3       | --batch-size",
                "batch-size         | 2.5      | --batch-size",
                "micro-batch-tokens | 0        | --micro-batch-tokens",
                "learning-rate      | -1       | --learning-rate",
                "learning-rate      | NaN      | --learning-rate",
                "max-steps          | 0        | --max-steps",
                "num-train-epochs   | 0        | --num-train-epochs",
                "loss-reduction     | average  | token_mean",
                "precision          | bf16     | fp32",
                "device             | tpu      | cuda",
                "learing-rate       | 1e-3     | --learning-rate",
                "epochs             | 1        | --num-train-epochs",
                "seed               | -1       | --seed"
            })
    void aWrongFlagIsAUsageError(String flag, String value, String names) {
        assertOneLine(USAGE, command.with(flag, value), names);
    }

    @Test
    @DisabledIf(value = "hasDriver", disabledReason = "this machine has a driver of a GPU")
    void withoutAGpuCudaNamesTheMissingLibraryAndTheRemedy() {
        assertOneLine(
                FAILED,
                command.with("device", "cuda"),
                "device cuda:0 is not available: libcuda.so.1",
                "install driver 580",
                "--device cpu");
        assertOneLine(FAILED, command.with("device", "cuda:1"), "cuda:1");
    }

    static boolean hasDriver() {
        return NvidiaDriver.ofMachine().loaded();
    }

    @Test
    void aMissingFlagNamesItself() {
        assertOneLine(USAGE, command.without("model"), "model", "--model");
        assertOneLine(USAGE, command.without("data"), "data", "--data");
        assertOneLine(USAGE, command.without("output-dir"), "output_dir", "--output-dir");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"learning_rte\": 1e-3}            | 2 | 'learning_rate'",
                "{\"learning_rate\": \"fast\"}       | 2 | learning_rate",
                "{\"learning_rate\": 1e-3, }}        | 2 | recipe.json",
                "{\"seed\": 1, \"seed\": 2}          | 2 | 'seed'",
                "[]                                  | 2 | recipe.json"
            })
    void aWrongRecipeIsNamed(String recipe, int code, String names) throws IOException {
        Path file = Files.writeString(temp.resolve("recipe.json"), recipe);
        assertOneLine(code, command.without("learning-rate").with("config", file), names);
    }

    @Test
    void aMissingRecipeIsNamed() {
        assertOneLine(USAGE, command.with("config", temp.resolve("none.json")), "none.json");
    }

    static Stream<Arguments> brokenRows() {
        return Stream.of(
                Arguments.of(ROW + "{\"input_ids\": [1, 5\n" + ROW, List.of("rows.jsonl", "2")),
                Arguments.of(ROW + ROW + "not json\n", List.of("rows.jsonl", "3")),
                Arguments.of("[1, 2]\n", List.of("rows.jsonl", "1")),
                Arguments.of("{\"input_ids\": [1, 512]}\n", List.of("rows.jsonl", "1", "512")),
                Arguments.of("{\"input_ids\": [1, -1]}\n", List.of("rows.jsonl", "1", "-1")),
                Arguments.of("{\"input_ids\": [1, 2], \"labels\": [2]}\n", List.of("rows.jsonl", "1", "labels")),
                Arguments.of("{\"input_ids\": \"1 2\"}\n", List.of("rows.jsonl", "1", "input_ids")),
                Arguments.of("{\"question\": \"?\"}\n", List.of("rows.jsonl", "1", "messages")),
                Arguments.of(
                        "{\"messages\": [{\"role\": \"king\", \"content\": \"\"}]}\n",
                        List.of("rows.jsonl", "1", "king")),
                Arguments.of("{\"messages\": []}\n", List.of("rows.jsonl", "1", "messages")),
                Arguments.of("", List.of("rows.jsonl", "no rows")),
                Arguments.of("\n\n", List.of("rows.jsonl", "no rows")),
                Arguments.of(
                        "{\"input_ids\": [1, 2], \"labels\": [-100, -100]}\n".repeat(3),
                        List.of("none of the 3 rows trains a token")));
    }

    @ParameterizedTest
    @MethodSource("brokenRows")
    void aBrokenRowIsNamedByFileAndNumber(String text, List<String> names) throws IOException {
        Files.writeString(rows, text);
        assertOneLine(FAILED, command, names.toArray(String[]::new));
        Files.writeString(rows, ROW);
        Path evaluation = Files.writeString(temp.resolve("more.jsonl"), text);
        assertOneLine(
                FAILED,
                command.with("eval-data", evaluation),
                names.stream()
                        .map(name -> name.replace("rows.jsonl", "more.jsonl"))
                        .toArray(String[]::new));
    }

    @Test
    void missingFilesAreNamed() {
        assertOneLine(FAILED, command.with("data", temp.resolve("none.jsonl")), "none.jsonl: no such file");
        assertOneLine(USAGE, command.with("model", temp.resolve("nowhere")), "nowhere does not exist");
    }

    @Test
    void rowsThatTrainNoTokenAreCounted() throws IOException {
        Files.writeString(rows, ROW + "{\"input_ids\": [1, 2], \"labels\": [-100, -100]}\n" + "{\"input_ids\": [1]}\n");
        TrainingCommand.Outcome outcome = command.with("batch-size", 8).run();
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(
                outcome.out().lines().anyMatch(line -> line.startsWith("data") && line.contains("2 ")), outcome.out());
        assertEquals(
                4,
                new RunFiles(command.output())
                        .stepRows()
                        .get(0)
                        .get("trained_tokens")
                        .getAsInt());
    }

    static Stream<Arguments> brokenModels() {
        return Stream.of(
                broken("no weights", model -> delete(model.resolve("model.safetensors")), "safetensors"),
                broken("no configuration", model -> delete(model.resolve("config.json")), "config.json"),
                broken(
                        "weights cut short",
                        model -> {
                            ModelFolder.truncate(model.resolve("model.safetensors"), 1000);
                            return model;
                        },
                        "model.safetensors"),
                broken(
                        "only a header",
                        model -> {
                            ModelFolder.truncate(model.resolve("model.safetensors"), 1_044_992 - 8);
                            return model;
                        },
                        "model.safetensors"),
                broken(
                        "no bytes",
                        model -> {
                            ModelFolder.truncate(model.resolve("model.safetensors"), 1_044_992);
                            return model;
                        },
                        "model.safetensors"),
                broken(
                        "another hidden size",
                        model -> {
                            ModelFolder.setConfig(model, "intermediate_size", 180);
                            return model;
                        },
                        "172",
                        "180"),
                broken(
                        "another vocabulary",
                        model -> {
                            ModelFolder.setConfig(model, "vocab_size", 600);
                            return model;
                        },
                        "model.embed_tokens.weight",
                        "512",
                        "600"),
                broken(
                        "more layers",
                        model -> {
                            ModelFolder.setConfig(model, "num_hidden_layers", 6);
                            return model;
                        },
                        "model.layers.5"));
    }

    private static Arguments broken(String what, UnaryOperator<Path> change, String... names) {
        return Arguments.of(what, change, names);
    }

    private static Path delete(Path file) {
        try {
            Files.delete(file);
            return file.getParent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenModels")
    void aBrokenModelIsNamed(String what, UnaryOperator<Path> change, String[] names) {
        TrainingCommand broken = command.with("model", change.apply(model));
        assertOneLine(FAILED, broken, names);
        assertOneLine(FAILED, broken, names); // the output folder is as free as it was
    }

    @Test
    void anOutputFolderThatIsAFileIsNamed() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "precious");
        assertOneLine(USAGE, command.with("output-dir", file), "output_dir", "is a file");
        assertOneLine(USAGE, command.with("output-dir", file.resolve("below")), "output_dir");
        assertEquals("precious", Files.readString(file));
    }

    @Test
    void anOutputFolderThatCannotBeWrittenIsNamed() throws IOException {
        Path locked = Files.createDirectory(temp.resolve("locked"));
        Assumptions.assumeTrue(
                locked.toFile().setWritable(false) && !Files.isWritable(locked),
                "skipped: every folder is writable here (root, or a file system without permissions)");
        assertOneLine(USAGE, command.with("output-dir", locked), "output_dir", "not writable");
        assertOneLine(USAGE, command.with("output-dir", locked.resolve("run")), "output_dir");
    }

    @Test
    void aLongMaxLengthIsCutToTheModelsPositions() throws IOException {
        Files.writeString(rows, "{\"input_ids\": [1" + ", 7".repeat(600) + "]}\n");
        TrainingCommand.Outcome outcome = command.with("max-length", 100_000).run();
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("max_length 512, all the positions the model has"), outcome.out());
        assertEquals(
                512,
                new RunFiles(command.output()).stepRows().get(0).get("tokens").getAsInt());
    }

    @Test
    void wildBudgetsAreTaken() {
        TrainingCommand wild = command.with("batch-size", 5_000_000_000L).with("micro-batch-tokens", 5_000_000_000L);
        assertEquals(16, wild.finish().stepRows().get(0).get("trained_tokens").getAsInt());
    }

    /** Also: nothing is trained, and nothing but what was asked for lies in the output folder. */
    private void assertOneLine(int code, TrainingCommand command, String... names) {
        TrainingCommand.Outcome outcome = command.run();
        assertEquals(1, outcome.errorLines().size(), outcome.err());
        assertEquals(code, outcome.code(), outcome.err());
        assertTrue(outcome.err().startsWith("smoltulu: "), outcome.err());
        assertFalse(outcome.err().contains("unexpected"), outcome.err());
        for (String name : names) {
            assertTrue(outcome.err().contains(name), "'" + name + "' in: " + outcome.err());
        }
        assertFalse(Files.exists(temp.resolve("run/model.safetensors")), "no model");
    }
}
