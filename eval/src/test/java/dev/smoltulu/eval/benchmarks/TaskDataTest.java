package dev.smoltulu.eval.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.io.FileSystemOutputFile;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.eval.task.TaskSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where tasks look for their data, what they show of it and what they refuse. */
class TaskDataTest {

    private static final PromptContext LM_EVAL = PromptHash.plain(Flavor.LM_EVAL);
    private static final String AS_PUBLISHED = """
            {"id":"q1","question":{"stem":"Which is hot?","choices":[{"text":"Ice","label":"1"},\
            {"text":"Fire","label":"2"}]},"answerKey":"2"}
            """;
    private static final String ON_THE_HUB = """
            {"id":"q1","question":"Which is hot?","choices":{"text":["Ice","Fire"],"label":["1","2"]},\
            "answerKey":"2"}
            """;
    private static final String ENDINGS = """
            "activity_label":"Boiling","ctx_a":" A pot stands [step] on the fire.","ctx_b":"THE Water [title]",\
            "ctx":"","endings":["boils."," freezes.","","[x]sings."]\
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        write("gsm8k/test.jsonl", "{\"question\":\"1+1?\",\"answer\":\"1+1=2\\n#### 2\"}\n");
    }

    @Test
    void theAuthorsFormAndTheHubsFormAreTheSameTask() throws Exception {
        write("ARC-Easy-Test.jsonl", AS_PUBLISHED);
        TaskPlan plan = plan("arc_easy", LM_EVAL);
        write("ARC-Challenge/test.jsonl", "");
        write("arc/ARC-V1-Feb2018-2/ARC-Challenge/ARC-Challenge-Test.jsonl", ON_THE_HUB);
        TaskPlan hub = plan("arc_challenge", LM_EVAL);
        assertEquals(plan.instances(), hub.instances());
        assertEquals(
                "Question: Which is hot?\nAnswer:",
                plan.instances().get(0).request().context());
        assertEquals(ON_THE_HUB.strip(), plan.instances().get(0).doc().toString());
        assertEquals(1, plan.instances().get(0).target().getAsInt());
        assertEquals(Sha256.of(AS_PUBLISHED), plan.dataSha256());
    }

    @Test
    void theHubsParquetIsTheSameTask() throws Exception {
        write("ARC-Easy-Test.jsonl", AS_PUBLISHED + AS_PUBLISHED.replace("q1", "q2"));
        List<TaskPlan.Instance> expected = plan("arc_easy", LM_EVAL).instances();
        Choices choices = new Choices(List.of("Ice", "Fire"), List.of("1", "2"));
        for (int shard = 0; shard < 2; shard++) {
            Path file = folder.resolve("arc/ARC-Challenge/test-0000" + shard + "-of-00002.parquet");
            Files.createDirectories(file.getParent());
            try (CarpetWriter<ArcRow> writer =
                    new CarpetWriter.Builder<>(new FileSystemOutputFile(file.toFile()), ArcRow.class).build()) {
                writer.write(new ArcRow("q" + (shard + 1), "Which is hot?", choices, "2"));
            }
        }
        assertEquals(expected, plan("arc_challenge", LM_EVAL).instances());
    }

    /** A row of ARC on the hub. */
    public record ArcRow(String id, String question, Choices choices, String answerKey) {}

    /** Its choices. */
    public record Choices(List<String> text, List<String> label) {}

    @Test
    void theFolderCountsBeforeItsSubFolderAndThatBeforeTheCache() throws Exception {
        Path cache = folder.resolve("cache");
        write("cache/test.jsonl", "{\"question\":\"3?\",\"answer\":\"#### 3\"}\n");
        TaskSources sources = sources(folder, cache);
        assertEquals("1+1?", question(sources));
        write("test.jsonl", "{\"question\":\"0?\",\"answer\":\"#### 0\"}\n");
        assertEquals("0?", question(sources));
        Files.delete(folder.resolve("test.jsonl"));
        Files.delete(folder.resolve("gsm8k/test.jsonl"));
        assertEquals("3?", question(sources));
    }

    private static String question(TaskSources sources) {
        return Tasks.find("gsm8k", Tasks.names())
                .plan(PromptHash.shots(LM_EVAL, 0), sources)
                .instances()
                .get(0)
                .doc()
                .get("question")
                .getAsString();
    }

    @Test
    void hellaSwagIsCleanedByEachHarnessInItsWay() throws Exception {
        write("hellaswag_val.jsonl", "{\"ind\":4," + ENDINGS + ",\"label\":3}\n");
        JsonObject doc = plan("hellaswag", LM_EVAL).instances().get(0).doc();
        assertEquals(
                "Boiling: A pot stands on the fire. The water. ",
                doc.get("query").getAsString());
        assertEquals(
                "[\"boils.\",\"freezes.\",\"\",\"sings.\"]", doc.get("choices").toString());
        assertEquals("\"3\"", doc.get("label").toString());
        TaskPlan plan = plan("hellaswag", PromptHash.plain(Flavor.LIGHTEVAL));
        assertEquals(
                "Boiling: A pot stands on the fire. The water. ",
                plan.instances().get(0).request().context());
        assertTrue(plan.instances().get(0).request().toString().contains("[ boils.,   freezes.,  ,  sings.]"));
        assertTrue(!plan.instances().get(0).doc().has("query"));
    }

    @Test
    void missingFilesAreNamedWithThePlacesAndTheWayToGetThem() {
        String message = message("hellaswag", LM_EVAL);
        assertEquals(
                "the validation split of Rowan/hellaswag is missing: no validation.jsonl, hellaswag_val.jsonl,"
                        + " data/validation-*.parquet in " + folder + ", " + folder.resolve("hellaswag")
                        + ", the Hugging Face cache; name its folder with data, or download"
                        + " Rowan/hellaswag",
                message);
        assertTrue(message("gsm8k", LM_EVAL).startsWith("the train split of openai/gsm8k is missing: no train.jsonl"));
    }

    @Test
    void halfOfTheShardsAreNotASplit() throws IOException {
        write("main/test-00000-of-00002.parquet", "PAR1");
        write("gsm8k/main/train-00000-of-00001.parquet", "PAR1");
        assertTrue(message("gsm8k", LM_EVAL).contains("has 1 of the 2 files of the split"));
    }

    @Test
    void brokenRowsNameFileRowAndKey() throws IOException {
        write("test.jsonl", "{\"question\":\"1?\",\"answer\":\"#### 1\"}\n{\"question\":\"2?\",\"answer\":2}\n");
        assertEquals(
                folder.resolve("test.jsonl") + ", line 2: \"answer\" must be a string, not 2",
                message("gsm8k", LM_EVAL));
        write("test.jsonl", "{\"question\":\"2?\",\"answer\":\"two\"}\n");
        assertTrue(message("gsm8k", LM_EVAL).contains("line 1: \"answer\" must be a solution that ends with"));
        write("test.jsonl", "\n");
        assertTrue(message("gsm8k", LM_EVAL).contains("test.jsonl: has no row"));
        write("hellaswag_val.jsonl", "{" + ENDINGS + ",\"label\":\"\"}\n");
        assertTrue(message("hellaswag", LM_EVAL)
                .contains(
                        "line 1: \"label\" must be a number from 0 to 3 (the test split has none: use the validation split),"
                                + " not \"\""));
        write("ARC-Easy-Test.jsonl", AS_PUBLISHED.replace("\"answerKey\":\"2\"", "\"answerKey\":\"B\""));
        assertTrue(message("arc_easy", LM_EVAL).contains("\"answerKey\" must be one of the labels 1, 2, not \"B\""));
        write("ARC-Easy-Test.jsonl", AS_PUBLISHED.replace("\"stem\"", "\"text\""));
        assertTrue(message("arc_easy", LM_EVAL)
                .contains("line 1, \"question\": \"stem\" must be a string; the row has no such key"));
        write(
                "input_data.jsonl",
                "{\"key\":1,\"prompt\":\"Hi\",\"instruction_id_list\":[\"punctuation:no_comma\"],\"kwargs\":[]}\n");
        assertTrue(message("ifeval", LM_EVAL).contains("instruction_id_list has 1 entries, kwargs 0"));
    }

    @Test
    void moreShotsThanThePoolHasAreRefused() throws IOException {
        write("train.jsonl", "{\"question\":\"1?\",\"answer\":\"#### 1\"}\n");
        assertTrue(message("gsm8k", LM_EVAL).contains("lower num_fewshot"));
        assertTrue(message("gsm8k", PromptHash.plain(Flavor.LIGHTEVAL)).contains("lower num_fewshot"));
    }

    @Test
    void ifevalNeverTakesShots() throws Exception {
        write(
                "input_data.jsonl",
                "{\"key\":1,\"prompt\":\"Hi\",\"instruction_id_list\":[\"punctuation:no_comma\"],\"kwargs\":[{}]}\n");
        TaskPlan plan =
                Tasks.find("ifeval", Tasks.names()).plan(PromptHash.shots(LM_EVAL, 5), PromptHash.folder(folder));
        assertEquals(0, plan.numFewshot());
        assertEquals("Hi", plan.instances().get(0).request().context());
    }

    @Test
    void resultsShowWhatDefinesTheTask() throws Exception {
        JsonObject config = plan("gsm8k", PromptHash.shots(LM_EVAL, 0)).config();
        assertEquals("lm-eval", config.get("flavor").getAsString());
        assertEquals(0, config.get("num_fewshot").getAsInt());
        assertEquals(
                "[\"Question:\",\"</s>\",\"<|im_end|>\"]",
                config.getAsJsonObject("generation_kwargs").get("until").toString());
        assertEquals(
                "[\",\",\"\\\\$\",\"(?s).*#### \",\"\\\\.$\"]",
                config.getAsJsonArray("metric_list")
                        .get(0)
                        .getAsJsonObject()
                        .get("regexes_to_ignore")
                        .toString());
        assertEquals(
                List.of("strict-match", "flexible-extract"),
                config.getAsJsonArray("filter_list").asList().stream()
                        .map(filter -> filter.getAsJsonObject().get("name").getAsString())
                        .toList());
        assertEquals(3, config.getAsJsonObject("metadata").get("version").getAsInt());
    }

    private TaskPlan plan(String task, PromptContext settings) {
        return Tasks.find(task, Tasks.names()).plan(settings, PromptHash.folder(folder));
    }

    private String message(String task, PromptContext settings) {
        return assertThrows(UserError.class, () -> plan(task, settings)).getMessage();
    }

    private static TaskSources sources(Path user, Path cache) {
        return new TaskSources() {
            @Override
            public Optional<Path> folder() {
                return Optional.of(user);
            }

            @Override
            public Optional<Path> cached(String hubId) {
                return Optional.of(cache);
            }
        };
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
