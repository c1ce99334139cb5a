package dev.smoltulu.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ModelWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuickstartFilesTest {

    private static final long SEED = 7;

    @TempDir
    private static Path folder;

    private static QuickstartFiles files;

    @BeforeAll
    static void create() {
        files = QuickstartFiles.create(folder, SEED);
    }

    private static JsonObject json(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private static List<JsonObject> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    @Test
    void rowsHoldMessagesAndWordProblemsAlsoStandAsQuestionAndAnswer() throws IOException {
        ProblemCorpus corpus = ProblemCorpus.generate(SEED, QuickstartFiles.TRAIN_ROWS, QuickstartFiles.HELD_OUT_ROWS);
        List<JsonObject> train = rows(files.data().train());
        List<JsonObject> heldOut = rows(files.data().heldOut());
        assertEquals(QuickstartFiles.TRAIN_ROWS, train.size());
        assertEquals(QuickstartFiles.HELD_OUT_ROWS, heldOut.size());
        for (int i = 0; i < heldOut.size(); i++) {
            CorpusRow row = corpus.heldOut().get(i);
            assertEquals(row.family().source(), heldOut.get(i).get("source").getAsString());
            assertEquals(
                    row.messages(),
                    heldOut.get(i).getAsJsonArray("messages").asList().stream()
                            .map(m -> new CorpusRow.Message(
                                    m.getAsJsonObject().get("role").getAsString(),
                                    m.getAsJsonObject().get("content").getAsString()))
                            .toList());
        }
        List<JsonObject> problems = rows(files.data().heldOutGsm8k());
        assertEquals(
                corpus.heldOut().stream()
                        .filter(r -> r.family().isWordProblem())
                        .count(),
                problems.size());
        for (JsonObject problem : problems) {
            assertTrue(problem.get("answer")
                    .getAsString()
                    .endsWith("\n#### "
                            + ProblemSolver.solve(problem.get("question").getAsString())));
        }
    }

    @Test
    void everyRowFitsAndMergesShortenIt() throws IOException {
        ProblemCorpus corpus = ProblemCorpus.generate(SEED, QuickstartFiles.TRAIN_ROWS, QuickstartFiles.HELD_OUT_ROWS);
        long tokens = 0;
        long characters = 0;
        int longest = 0;
        try (HuggingFaceTokenizer tokenizer = tokenizer()) {
            for (CorpusRow row : Stream.concat(corpus.train().stream(), corpus.heldOut().stream())
                    .toList()) {
                String text = QuickstartFiles.rendered(row);
                long[] ids = tokenizer.encode(text, false, false).getIds();
                tokens += ids.length;
                characters += text.length();
                longest = Math.max(longest, ids.length);
            }
        }
        assertTrue(longest <= QuickstartFiles.MAX_LENGTH, "longest row: " + longest + " tokens");
        assertTrue(tokens * 3 < characters, tokens + " tokens for " + characters + " characters");
    }

    private static HuggingFaceTokenizer tokenizer() throws IOException {
        return HuggingFaceTokenizer.newInstance(files.model().resolve("tokenizer.json"), Map.of());
    }

    @Test
    void anyTextComesBackFromTheModelsTokenizer() throws IOException {
        try (HuggingFaceTokenizer tokenizer = tokenizer()) {
            for (String text : List.of("Tom has 5 + 3 = 8 plums.\n#### 8", "naïve 東京 🙂\u0000 ~", "  two  spaces ")) {
                assertEquals(
                        text,
                        tokenizer.decode(tokenizer.encode(text, false, false).getIds(), false));
            }
            for (String name : ProblemWords.PEOPLE) {
                assertEquals(1, tokenizer.encode(name, false, false).getIds().length, name);
                assertEquals(1, tokenizer.encode(" " + name, false, false).getIds().length, name);
            }
        }
    }

    @Test
    void configIsASmallSmolLM2() throws IOException {
        JsonObject config = json(files.model().resolve("config.json"));
        int vocabulary = config.get("vocab_size").getAsInt();
        assertEquals(
                json(files.model().resolve("tokenizer.json"))
                        .getAsJsonObject("model")
                        .getAsJsonObject("vocab")
                        .size(),
                vocabulary);
        assertEquals(
                "LlamaForCausalLM",
                config.getAsJsonArray("architectures").get(0).getAsString());
        assertEquals(1, config.get("bos_token_id").getAsInt());
        assertEquals(2, config.get("eos_token_id").getAsInt());
        assertEquals(32, config.get("head_dim").getAsInt());
        assertEquals(2, config.get("num_key_value_heads").getAsInt());
        assertEquals(0.08838834764831845, config.get("initializer_range").getAsDouble(), 1e-15);
        assertTrue(config.get("rope_scaling").isJsonNull());
        assertTrue(config.get("tie_word_embeddings").getAsBoolean());
        assertEquals(853_120, QuickstartModel.DEFAULT.parameters(512));
        try (ModelWeights weights = ModelWeights.open(files.model())) {
            weights.checkAgainst(LlamaParameters.of(LlamaConfig.read(files.model())));
        }
    }

    @Test
    void parametersOfSmolLM2AreCountedRight() {
        assertEquals(134_515_008, new QuickstartModel(576, 1536, 30, 9, 3).parameters(49_152));
        assertThrows(IllegalArgumentException.class, () -> new QuickstartModel(128, 384, 4, 4, 3));
    }

    @Test
    void recipeNamesTheFiles() throws IOException {
        JsonObject recipe = json(files.recipe());
        assertEquals(files.recipe(SEED), recipe);
        assertTrue(Files.isDirectory(Path.of(recipe.get("model").getAsString())));
        assertTrue(Files.isRegularFile(Path.of(recipe.get("data").getAsString())));
        assertTrue(Files.isRegularFile(Path.of(recipe.get("eval_data").getAsString())));
        assertFalse(Files.exists(Path.of(recipe.get("output_dir").getAsString())));
    }

    @Test
    void sameSeedGivesTheSameBytes(@TempDir Path other) throws IOException {
        QuickstartFiles.create(other, SEED);
        for (String directory : List.of("data", "model")) {
            try (Stream<Path> made = Files.list(folder.resolve(directory))) {
                for (Path file : made.toList()) {
                    assertEquals(
                            -1, Files.mismatch(file, other.resolve(directory).resolve(file.getFileName())));
                }
            }
        }
    }

    @Test
    void aFileInTheWayIsOneLine(@TempDir Path other) throws IOException {
        Path file = Files.writeString(other.resolve("file"), "x");
        UserError error = assertThrows(UserError.class, () -> QuickstartFiles.create(file, SEED));
        assertEquals(1, error.exitCode());
        assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
    }
}
