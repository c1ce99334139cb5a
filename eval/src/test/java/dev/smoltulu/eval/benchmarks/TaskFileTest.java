package dev.smoltulu.eval.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import dev.smoltulu.eval.EvalTask;
import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.Score;
import dev.smoltulu.eval.task.TaskPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Task files: those of docs/evaluation.md as they stand there, and what is refused. */
class TaskFileTest {

    private static final PromptContext SETTINGS = PromptHash.plain(Flavor.LM_EVAL);
    private static final Pattern BLOCK = Pattern.compile("```(?:json|jsonl)\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void theDocumentedChoicesAreAsked() throws Exception {
        List<String> blocks = documented();
        write("capitals.json", blocks.get(0));
        write("capitals-train.jsonl", blocks.get(1));
        write("capitals-test.jsonl", """
                {"country": "Kenya", "capital": "Nairobi", "others": ["Mombasa"]}
                {"country": "Chad", "capital": "N'Djamena", "others": ["Moundou", "\\"Sarh\\""]}
                """);
        TaskPlan plan = plan("capitals.json", SETTINGS);
        assertEquals("capitals", plan.name());
        assertEquals(
                new Request.Choices(
                        "Q: What is the capital of Peru?\nA: Lima\n\n" + "Q: What is the capital of Chad?\nA:",
                        List.of(" N'Djamena", " Moundou", " \"Sarh\"")),
                plan.instances().get(1).request());
        assertEquals(0, plan.instances().get(1).target().getAsInt());
        assertEquals(
                "[{\"metric\":\"acc\",\"aggregation\":\"mean\",\"higher_is_better\":true},"
                        + "{\"metric\":\"acc_norm\",\"aggregation\":\"mean\",\"higher_is_better\":true}]",
                plan.config().get("metric_list").toString());
        assertEquals(
                "{{[capital] + others}}", plan.config().get("doc_to_choice").getAsString());
    }

    @Test
    void theDocumentedSumsAreGraded() throws Exception {
        write("sums.json", documented().get(2));
        write("sums.jsonl", "{\"a\": 2, \"b\": 3}\n{\"a\": 10, \"b\": -4}\n");
        TaskPlan plan = plan("sums.json", SETTINGS);
        assertEquals(
                new Request.Generation("10 + -4 =", List.of("\n"), 16),
                plan.instances().get(1).request());
        assertEquals("6", plan.instances().get(1).target().getAsString());
        List<Score> scores = plan.grader()
                .scores(List.of(
                        plan.grader().grade(plan.instances().get(0), new ModelAnswer.Text(" 2 and 3 make 5.")),
                        plan.grader().grade(plan.instances().get(1), new ModelAnswer.Text(" 6, or 14"))));
        assertEquals(List.of(0.5), scores.stream().map(Score::value).toList());
        assertEquals("last-number", scores.get(0).filter());
    }

    @Test
    void examplesFromTheEvaluatedSplitLeaveOutTheDocument() throws Exception {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            rows.append("{\"a\": ").append(i).append(", \"b\": 0}\n");
        }
        write("sums.jsonl", rows.toString());
        write(
                "sums.json",
                documented()
                        .get(2)
                        .replace(
                                "\"test_split\": \"test\"",
                                "\"test_split\": \"test\", \"fewshot_split\": \"test\", \"num_fewshot\": 5,"
                                        + " \"description\": \"Add.\\n\""));
        for (TaskPlan.Instance instance : plan("sums.json", SETTINGS).instances()) {
            String context = instance.request().context();
            String question = instance.docId() + " + 0 =";
            assertEquals(5, instance.shots());
            assertTrue(context.startsWith("Add.\n"), context);
            assertEquals(context.length() - question.length(), context.indexOf(question), context);
        }
    }

    @Test
    void targetsMayBeKeysAndTextsOfChoices() throws Exception {
        String file = """
                {"task": "moods", "dataset_kwargs": {"data_files": {"v": "moods.jsonl"}}, "validation_split": "v",
                 "output_type": "multiple_choice", "doc_to_text": "text", "doc_to_choice": ["good", "bad"],
                 "doc_to_target": "TARGET"}
                """;
        write("moods.jsonl", "{\"text\": \"{{text}} Fine!\", \"mood\": \"bad\", \"number\": 1, \"digits\": \"1\"}\n");
        for (String target : List.of("mood", "number", "{{mood}}", "{{digits}}", "{{number}}")) {
            write("moods.json", file.replace("TARGET", target));
            TaskPlan.Instance instance =
                    plan("moods.json", SETTINGS).instances().get(0);
            assertEquals(1, instance.target().getAsInt(), target);
            assertEquals("{{text}} Fine!", instance.request().context());
        }
        write("moods.json", file.replace("TARGET", "digits"));
        assertTrue(message("moods.json")
                .endsWith("moods.jsonl, line 1: \"doc_to_target\" gives \"1\", which is neither"
                        + " one of the 2 choices nor its index"));
        write("moods.json", file.replace("TARGET", "{{moods}}"));
        assertTrue(message("moods.json")
                .contains("moods.jsonl, line 1: " + folder.resolve("moods.json")
                        + ", \"doc_to_target\" cannot be evaluated"));
    }

    @Test
    void whatAFileDoesNotDeclareAsItShouldIsNamed() throws Exception {
        String sums = documented().get(2);
        write("sums.jsonl", "{\"a\": 2, \"b\": 3}\n");
        refused(sums.replace("\"output_type\"", "\"outputs\""), "unknown key \"outputs\"; there is dataset_kwargs,");
        refused(
                sums.replace("\"generate_until\"", "\"loglikelihood\""),
                "\"output_type\" must be multiple_choice or generate_until, not \"loglikelihood\"");
        refused(sums.replace("\"sums\"", "\"gsm8k\""), "\"task\" must be a name of its own");
        refused(sums.replace("\"sums\"", "\"a/b\""), "\"task\" must be a name of its own");
        refused(
                sums.replace("\"test_split\": \"test\"", "\"test_split\": \"dev\""),
                "\"test_split\" must be one of the splits in \"data_files\", not \"dev\"");
        refused(sums.replace("\"test_split\": \"test\",", ""), "has neither \"test_split\" nor \"validation_split\"");
        refused(
                sums.replace("\"max_gen_toks\": 16", "\"temperature\": 0.7"),
                "\"generation_kwargs\": \"temperature\" must be 0, or left out, not 0.7");
        refused(
                sums.replace("\"max_gen_toks\": 16", "\"max_gen_toks\": 0"),
                "\"max_gen_toks\" must be a whole number from 1 on, not 0");
        refused(
                sums.replace("(-?[0-9]+)", "(-?[0-9]+"),
                "\"regex_pattern\" must be a regular expression (Unclosed group)");
        refused(sums.replace("exact_match", "bleu"), "\"metric_list\" must be one object with \"metric\":");
        refused(
                sums.replace("\"ignore_case\": true", "\"aggregation\": \"median\""),
                "\"metric_list\" 0: \"aggregation\" must be \"mean\", or left out, not \"median\"");
        refused(
                sums.replace("\"doc_to_target\": \"{{a + b}}\",", ""),
                "\"doc_to_target\" must be a string; it is missing");
        refused(sums.replace("{{a + b}}", "{{a + }}"), "\"doc_to_target\" cannot be evaluated");
        refused(
                sums.replace("\"doc_to_target\"", "\"num_fewshot\": 2, \"doc_to_target\""),
                "\"num_fewshot\" needs a split to draw examples from");
        refused("{", "malformed JSON");
        assertTrue(message("missing.json").contains("missing.json: no such file"));
        write("sums.json", sums.replace("sums.jsonl", "other.jsonl"));
        assertTrue(message("sums.json").contains("other.jsonl: no such file"));
    }

    @Test
    void taskFilesAreOfTheLmEvalFlavorAndOfDifferentNames() throws Exception {
        write("sums.json", documented().get(2));
        write("again.json", documented().get(2));
        assertTrue(assertThrows(UserError.class, () -> plan("sums.json", PromptHash.plain(Flavor.LIGHTEVAL)))
                .getMessage()
                .contains("run it without flavor lighteval"));
        String both = folder.resolve("sums.json") + "," + folder.resolve("again.json");
        assertTrue(assertThrows(UserError.class, () -> EvalTask.parse(both))
                .getMessage()
                .endsWith("give one of them another name"));
        assertEquals(
                "unknown task 'arc' in tasks; there is arc_easy, arc_challenge, hellaswag, gsm8k, ifeval, "
                        + "perplexity, and FILE.json with a task of your own",
                assertThrows(UserError.class, () -> EvalTask.parse("gsm8k, arc"))
                        .getMessage());
        assertEquals(
                List.of("gsm8k", "arc_easy"),
                EvalTask.parse("gsm8k, arc_easy,gsm8k").stream()
                        .map(EvalTask::name)
                        .toList());
    }

    private void refused(String file, String expected) throws IOException {
        write("sums.json", file);
        String message = message("sums.json");
        assertTrue(message.startsWith(folder.resolve("sums.json").toString()) && message.contains(expected), message);
        assertEquals(1, message.lines().count());
    }

    private String message(String file) {
        return assertThrows(UserError.class, () -> plan(file, SETTINGS)).getMessage();
    }

    private TaskPlan plan(String file, PromptContext settings) {
        return Tasks.find(folder.resolve(file).toString(), Tasks.names()).plan(settings, PromptHash.folder(folder));
    }

    private static List<String> documented() throws IOException {
        Path module = Path.of("").toAbsolutePath();
        String page = Files.readString(module.resolveSibling("docs/evaluation.md"));
        List<String> blocks = new ArrayList<>();
        BLOCK.matcher(page).results().map((MatchResult block) -> block.group(1)).forEach(blocks::add);
        return blocks;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
