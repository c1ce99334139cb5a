package dev.smoltulu.trainer.recipe;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.data.DataSource;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.runtime.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecipeTest {

    private static final String LEAST = "\"model\": \"m\", \"data\": \"rows.jsonl\", \"output_dir\": \"out\"";

    @TempDir
    Path folder;

    private Recipe parse(String json, Map<String, String> flags) throws IOException {
        Path file = Files.writeString(folder.resolve("recipe.json"), json);
        return Recipe.parse(Objective.SFT, Optional.of(file), Overriding.by(flags));
    }

    private String error(String json, Map<String, String> flags) {
        UserError error = assertThrows(UserError.class, () -> parse(json, flags));
        assertEquals(2, error.exitCode());
        assertFalse(error.getMessage().contains("\n"));
        return error.getMessage().replace(folder + "/", "");
    }

    private String errorOf(String entries) {
        return error("{" + LEAST + ", " + entries + "}", Map.of());
    }

    @Test
    void defaultsAreSmolTulusFinetuning() throws IOException {
        SftConfig config = parse("{" + LEAST + "}", Map.of()).config(SftConfig.class);
        assertAll(
                () -> assertEquals(8, config.steps().batchSize()),
                () -> assertEquals(9e-5, config.schedule().learningRate()),
                () -> assertEquals(OptionalDouble.of(0.03), config.schedule().warmupRatio()),
                () -> assertEquals(2.0, config.steps().numTrainEpochs()),
                () -> assertEquals(0.0, config.optimizer().weightDecay()),
                () -> assertEquals(LossReduction.TOKEN_MEAN, config.lossReduction()),
                () -> assertEquals(OptionalDouble.empty(), config.optimizer().maxGradNorm()),
                () -> assertEquals(OptionalLong.empty(), config.steps().maxSteps()),
                () -> assertEquals(List.of(), config.data().evalData()),
                () -> assertEquals(
                        LearningRateSchedule.Kind.LINEAR, config.schedule().lrSchedulerType()),
                () -> assertEquals(TrainingConfig.SessionKind.BOUND, config.trainingSession()),
                () -> assertEquals(42, config.dataSeed()));
    }

    @Test
    void everyDefaultIsAValueThatItsKeyAccepts() {
        for (RecipeKey key : Objective.SFT.keys()) {
            Objective.SFT.defaultOf(key).ifPresent(value -> {
                JsonElement element = value instanceof Long || value instanceof Double || value instanceof Boolean
                        ? JsonParser.parseString(value.toString())
                        : new JsonPrimitive(value.toString().toLowerCase(Locale.ROOT));
                assertEquals(Optional.of(value), key.type().read(element), key.key());
            });
        }
    }

    @Test
    void readsCommentsAndTrailingCommas() throws IOException {
        Recipe recipe = parse("""
                // a recipe
                {
                  "model": "https://not/a#comment", # the model
                  /* several
                     lines, */
                  "data": ["a.jsonl", {"path": "b.parquet", "weight": 2,},],
                  "output_dir": "say \\"hi\\" // no",
                  "max_steps": 1e2,
                }
                """, Map.of());
        TrainingConfig config = recipe.config();
        assertEquals("https://not/a#comment", config.model().model());
        assertEquals(Path.of("say \"hi\" // no"), config.run().outputDir());
        assertEquals(OptionalLong.of(100), config.steps().maxSteps());
        assertEquals(
                List.of(
                        DataSource.whole(Path.of("a.jsonl")),
                        new DataSource(Path.of("b.parquet"), OptionalDouble.of(2), OptionalInt.empty())),
                config.data().data());
        assertEquals(
                JsonParser.parseString("[\"a.jsonl\", {\"path\": \"b.parquet\", \"weight\": 2}]"),
                recipe.toJson().get("data"));
    }

    @Test
    void aFlagWinsOverTheFileAndNullTakesItsValueAway() throws IOException {
        Recipe recipe = parse(
                "{" + LEAST + ", \"learning_rate\": 1e-3, \"max_grad_norm\": 1, \"warmup_ratio\": 0.1}",
                Map.of(
                        "learning_rate",
                        "2E-4",
                        "max_grad_norm",
                        "null",
                        "warmup_steps",
                        "3",
                        "gradient_checkpointing",
                        "",
                        "data",
                        "a.jsonl,b.jsonl",
                        "eval_data",
                        "[\"c,d.jsonl\"]"));
        TrainingConfig config = recipe.config();
        assertAll(
                () -> assertEquals(2e-4, config.schedule().learningRate()),
                () -> assertEquals(OptionalDouble.empty(), config.optimizer().maxGradNorm()),
                () -> assertEquals(OptionalLong.of(3), config.schedule().warmupSteps()),
                () -> assertEquals(OptionalDouble.empty(), config.schedule().warmupRatio()),
                () -> assertTrue(config.compute().gradientCheckpointing()),
                () -> assertEquals(
                        "[\"a.jsonl\",\"b.jsonl\"]", recipe.toJson().get("data").toString()),
                () -> assertEquals(
                        "[\"c,d.jsonl\"]", recipe.toJson().get("eval_data").toString()));
    }

    @Test
    void needsNoFile() {
        Recipe recipe = Recipe.parse(
                Objective.SFT,
                Optional.empty(),
                Overriding.by(Map.of("model", "m", "data", "d.jsonl", "output_dir", "o", "device", "cuda:1")));
        assertTrue(recipe.config().compute().bf16());
        assertEquals(new Device(Device.Kind.CUDA, 1), recipe.config().compute().device());
        UserError error = assertThrows(
                UserError.class,
                () -> Recipe.parse(Objective.SFT, Optional.empty(), Overriding.by(Map.of("model", "m"))));
        assertTrue(error.getMessage().startsWith("the command line lacks 'data' ("), error.getMessage());
        assertTrue(error.getMessage().endsWith("give --data PATH[,PATH...]"), error.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learnign_rate    | learning_rate",
                "Learning-Rate    | learning_rate",
                "batchsize        | batch_size",
                "warmup_step      | warmup_steps",
                "max_seq_length   | max_length",
                "lr               | learning_rate",
                "seeed            | seed"
            })
    void suggestsTheKeyThatWasMeant(String written, String meant) {
        assertEquals(
                "unknown key '" + written + "' in recipe.json; did you mean '" + meant + "'?",
                errorOf("\"" + written + "\": 1"));
    }

    @Test
    void suggestsNothingForAWordThatIsNearNoKey() {
        assertEquals("unknown key 'zzzzzz' in recipe.json; smoltulu help sft lists the keys", errorOf("\"zzzzzz\": 1"));
    }

    @Test
    void refusesWrongTypesAndRangesInOneLine() {
        Map<String, String> messages = Map.ofEntries(
                Map.entry("\"max_length\": 0", "must be a whole number of at least 1, not 0"),
                Map.entry("\"batch_size\": 0", "must be a whole number of at least 1, not 0"),
                Map.entry("\"batch_size\": 2.5", "must be a whole number of at least 1, not 2.5"),
                Map.entry("\"batch_size\": \"8\"", "must be a whole number of at least 1, not \"8\""),
                Map.entry("\"max_steps\": 1e999", "must be a whole number of at least 1, not 1e999"),
                Map.entry("\"learning_rate\": -1e-4", "must be a number of at least 0, not -1e-4"),
                Map.entry("\"learning_rate\": 1e400", "must be a number of at least 0, not 1e400"),
                Map.entry("\"adam_beta1\": 1", "must be a number of at least 0 and below 1, not 1"),
                Map.entry("\"warmup_ratio\": 1.5", "must be a number of at least 0 and at most 1, not 1.5"),
                Map.entry("\"max_grad_norm\": 0", "must be a number above 0, not 0"),
                Map.entry("\"shuffle\": \"yes\"", "must be true or false, not \"yes\""),
                Map.entry("\"lr_scheduler_type\": \"step\"", "must be one of constant, linear, cosine, not \"step\""),
                Map.entry("\"device\": \"gpu\"", "must be cpu, cuda or cuda:N, not \"gpu\""),
                Map.entry(
                        "\"eval_data\": []",
                        "must be a path, or a list of paths and {\"path\": ..., \"weight\" or "
                                + "\"rows\": ...} objects, not []"));
        messages.forEach((entry, message) -> {
            String key = entry.substring(1, entry.indexOf('"', 1));
            assertEquals("'" + key + "' in recipe.json " + message, errorOf(entry));
        });
        assertEquals(
                "--learning_rate must be a number of at least 0, not \"fast\"",
                error("{" + LEAST + "}", Map.of("learning_rate", "fast")));
        assertEquals(
                "--data must be a path, or a list of paths and {\"path\": ..., \"weight\" or \"rows\": ...} "
                        + "objects, not [\"a\",\"\"]",
                error("{" + LEAST + "}", Map.of("data", "a,")));
        assertTrue(error("{" + LEAST + "}", Map.of("data", "[{\"path\": "))
                .startsWith("--data starts like JSON but is not valid JSON"));
    }

    @Test
    void refusesKeysThatContradictEachOther() {
        assertEquals(
                "'warmup_ratio' in recipe.json and 'warmup_steps' in recipe.json say the same thing twice; give "
                        + "one of them",
                errorOf("\"warmup_ratio\": 0.1, \"warmup_steps\": 5"));
        assertTrue(errorOf("\"precision\": \"bf16\"").contains("needs device cuda"));
        assertTrue(errorOf("\"tf32\": true").contains("only device cuda with precision fp32"));
        assertTrue(errorOf("\"tf32\": true, \"device\": \"cuda\"").contains("only device cuda with precision fp32"));
        assertTrue(errorOf("\"eval_steps\": 5").contains("give eval_data"));
    }

    @Test
    void tf32IsOffUnlessAskedForOnAGpuInFp32() {
        Map<String, String> flags = new HashMap<>(Map.of("model", "m", "data", "d.jsonl", "output_dir", "o"));
        assertFalse(Recipe.parse(Objective.DPO, Optional.empty(), Overriding.by(flags))
                .config()
                .compute()
                .tf32());
        flags.putAll(Map.of("device", "cuda", "precision", "fp32", "tf32", ""));
        assertTrue(Recipe.parse(Objective.DPO, Optional.empty(), Overriding.by(flags))
                .config()
                .compute()
                .tf32());
    }

    @Test
    void refusesTextThatIsNoRecipe() {
        String comma = error("{ // a\n  \"model\": \"m\" /* b\n */ \"data\": 1}", Map.of());
        assertTrue(comma.startsWith("recipe.json line 3 column ") && comma.contains("not valid JSON"), comma);
        assertTrue(error("[1]", Map.of()).contains("one JSON object"));
        assertTrue(error("", Map.of()).contains("one JSON object"));
        assertTrue(error("// nothing", Map.of()).contains("one JSON object"));
        assertTrue(error("{" + LEAST + "} {}", Map.of()).contains("not valid JSON"));
        assertTrue(error("{" + LEAST + ", \"seed\": NaN}", Map.of()).contains("not valid JSON"));
        assertTrue(error("{" + LEAST, Map.of()).contains("not valid JSON"));
        assertTrue(error("{" + LEAST + ", /* open", Map.of()).contains("not valid JSON"));
        assertTrue(error("{\"a\": " + "[".repeat(100_000), Map.of()).contains("not valid JSON"));
        assertEquals(
                "key 'seed' stands twice in recipe.json; keep one",
                error("{" + LEAST + ", \"seed\": 1, \"seed\": 2}", Map.of()));
        UserError missing =
                assertThrows(UserError.class, () -> Recipe.read(Objective.SFT, folder.resolve("none.json")));
        assertTrue(missing.getMessage().contains("does not exist"));
        UserError directory = assertThrows(UserError.class, () -> Recipe.read(Objective.SFT, folder));
        assertTrue(directory.getMessage().contains("is not a file"));
    }

    @Test
    void theResolvedRecipeReadsBackEqualWithAllKeysInTableOrder() throws IOException {
        Recipe recipe = parse("{" + LEAST + ", \"warmup_steps\": 7, \"adam_epsilon\": 3e-9}", Map.of("seed", "5"));
        Path resolved = folder.resolve("resolved.json");
        recipe.writeTo(resolved);
        assertEquals(recipe, Recipe.read(Objective.SFT, resolved));
        assertEquals(
                Objective.SFT.keys().stream().map(RecipeKey::key).toList(),
                List.copyOf(JsonParser.parseString(Files.readString(resolved))
                        .getAsJsonObject()
                        .keySet()));
        assertTrue(Files.readString(resolved).contains("\"learning_rate\": 0.00009,"));
        assertEquals(
                List.of(RecipeKey.SEED, RecipeKey.DEVICE, RecipeKey.PRECISION).stream()
                        .sorted()
                        .toList(),
                recipe.differences(Recipe.parse(
                        Objective.SFT,
                        Optional.of(resolved),
                        Overriding.by(Map.of("seed", "6", "device", "cuda", "precision", "null")))));
    }

    @Test
    void dataHandedOutCannotChangeTheRecipe() throws IOException {
        Recipe recipe = parse("{" + LEAST.replace("\"rows.jsonl\"", "[\"rows.jsonl\"]") + "}", Map.of());
        recipe.toJson().get("data").getAsJsonArray().add("more.jsonl");
        assertEquals("[\"rows.jsonl\"]", recipe.toJson().get("data").toString());
    }

    /** A key that no configuration has, or a component without a key, would be of no use. */
    @Test
    void everyKeyIsInTheConfigurationOfAnObjective() {
        Set<RecipeKey> used = EnumSet.noneOf(RecipeKey.class);
        for (Objective objective : Objective.values()) {
            used.addAll(objective.keys());
        }
        assertEquals(EnumSet.allOf(RecipeKey.class), used);
    }

    @Test
    void helpNamesDefaults() {
        assertEquals("peak learning rate (default 0.00009)", Objective.SFT.helpOf(RecipeKey.LEARNING_RATE));
        assertTrue(Objective.SFT.helpOf(RecipeKey.MODEL).endsWith("(required)"));
    }
}
