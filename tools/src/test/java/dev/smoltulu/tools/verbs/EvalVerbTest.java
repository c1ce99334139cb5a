package dev.smoltulu.tools.verbs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.tools.CommandRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvalVerbTest {

    @TempDir
    Path folder;

    private String model;
    private Path data;

    @BeforeEach
    void writeData() throws Exception {
        model = shared("models/stories260K").toString();
        data = Files.writeString(
                folder.resolve("stories.txt"),
                "Once upon a time, there was a dog.\n<|endoftext|>\n"
                        + "Lily was a \u201cgood\u201d girl. She liked to play.\n<|endoftext|>\n\n<|endoftext|>\nThe end.\n");
    }

    private static Path shared(String inside) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("shared/design.md"))) {
                return at.resolve("shared").resolve(inside);
            }
        }
        assertFalse("true".equals(System.getenv("CI")), "the shared folder with reference models is missing");
        return Assumptions.abort("the shared folder with reference models is missing");
    }

    private CommandRun eval(Path output, String... more) {
        List<String> words = List.of(
                "eval",
                "--model",
                model,
                "--tasks",
                "perplexity",
                "--data",
                data.toString(),
                "--output",
                output.toString());
        return CommandRun.of(Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private static Path only(Path folder, String prefix) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
            assertEquals(1, found.size(), found.toString());
            return found.get(0);
        }
    }

    @Test
    void writesResultsAndSamplesUnderTheHarnessesKeys() throws Exception {
        Path output = folder.resolve("new/results");
        CommandRun run = eval(output);
        assertEquals("", run.err());
        assertEquals(0, run.code());
        Path file = only(output, "results_");
        String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.\\d{6}";
        assertTrue(file.getFileName().toString().matches("results_" + time + "\\.json"), file.toString());
        assertTrue(run.out().contains("results are in " + file), run.out());
        assertTrue(run.out().contains("3 documents; 1 blank left out"), run.out());
        JsonObject results = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        JsonObject scores = results.getAsJsonObject("results").getAsJsonObject("perplexity");
        assertEquals(
                3,
                results.getAsJsonObject("n-samples")
                        .getAsJsonObject("perplexity")
                        .get("original")
                        .getAsInt());
        assertEquals(0, results.getAsJsonObject("n-shot").get("perplexity").getAsInt());
        assertEquals(model, results.get("model_name").getAsString());
        for (String key : List.of(
                "versions",
                "configs",
                "higher_is_better",
                "config",
                "date",
                "task_hashes",
                "tokenizer_bos_token",
                "max_length",
                "total_evaluation_time_seconds",
                "chat_template_sha")) {
            assertTrue(results.has(key), key);
        }
        double logLikelihood = 0;
        long bytes = 0;
        List<String> samples = Files.readAllLines(only(output, "samples_perplexity_"));
        assertEquals(3, samples.size());
        for (String line : samples) {
            JsonObject sample = JsonParser.parseString(line).getAsJsonObject();
            String text = sample.getAsJsonObject("doc").get("text").getAsString();
            assertEquals(
                    text,
                    sample.getAsJsonObject("arguments")
                            .getAsJsonObject("gen_args_0")
                            .get("arg_0")
                            .getAsString());
            assertEquals(
                    text.getBytes(StandardCharsets.UTF_8).length,
                    sample.getAsJsonArray("byte_perplexity").get(1).getAsInt());
            logLikelihood += sample.getAsJsonArray("byte_perplexity").get(0).getAsDouble();
            bytes += sample.getAsJsonArray("byte_perplexity").get(1).getAsLong();
        }
        assertEquals(
                Math.exp(-logLikelihood / bytes),
                scores.get("byte_perplexity,none").getAsDouble(),
                1e-12);
        assertEquals("N/A", scores.get("byte_perplexity_stderr,none").getAsString());
    }

    @Test
    void twoRunsDifferInTimesOnly() throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        eval(first);
        eval(second);
        assertEquals(-1, Files.mismatch(only(first, "samples_"), only(second, "samples_")));
        assertEquals(withoutTimes(only(first, "results_")), withoutTimes(only(second, "results_")));
    }

    private static JsonObject withoutTimes(Path file) throws Exception {
        JsonObject results = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        List.of("date", "start_time", "end_time", "total_evaluation_time_seconds")
                .forEach(results::remove);
        return results;
    }

    @Test
    void limitTakesTheFirstDocuments() throws Exception {
        CommandRun run = eval(folder.resolve("out"), "--limit", "2", "--max-length", "8", "--batch-tokens", "10");
        assertTrue(run.out().contains("2 of 3 documents"), run.out() + run.err());
        assertEquals(
                2, Files.readAllLines(only(folder.resolve("out"), "samples_")).size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--tasks perplexity | eval lacks --model (model folder or hub id); add --model DIR",
                "--model m | eval lacks --tasks (names of tasks); add --tasks NAMES",
                "--tasks perplexity,arc_esy | unknown task 'arc_esy' in --tasks; there is arc_easy, arc_challenge, hellaswag, "
                        + "gsm8k, ifeval, perplexity, and FILE.json with a task of your own",
                "--tasks gsm8k --model m/m --output o --fewshot-as-multiturn "
                        + "| --fewshot-as-multiturn says how the chat template is written; add --apply-chat-template",
                "--tasks gsm8k --model m/m --output o --flavor helm | unknown --flavor 'helm'; there is lm-eval and lighteval",
                "compare a | 'compare' is not a flag of smoltulu eval; to compare two results write smoltulu eval compare A B",
                "--tasks perplexity --model m/m --data d.txt | eval lacks --output (folder for the results); add --output DIR",
                "--tasks perplexity --model m/m --data d --output o --limit 0 "
                        + "| --limit must be a whole number of at least 1, not \"0\"",
            })
    void mistakesOnTheCommandLineAreOneLine(String words, String line) {
        CommandRun run = CommandRun.of(("eval " + words).split(" "));
        assertEquals("smoltulu: " + line + System.lineSeparator(), run.err());
        assertEquals(2, run.code());
    }

    @Test
    void whatCannotBeScoredIsSaidInOneLineAndLeavesNoFile() throws Exception {
        Path output = folder.resolve("out");
        CommandRun tooLong = eval(output, "--max-length", "513");
        assertTrue(tooLong.err().startsWith("smoltulu: --max-length 513 is more than the 512"), tooLong.err());
        assertEquals(2, tooLong.code());
        CommandRun blocked = eval(data);
        assertEquals(1, blocked.code());
        assertTrue(blocked.err().startsWith("smoltulu: output folder " + data), blocked.err());
        data = folder.resolve("none.jsonl");
        CommandRun missing = eval(output);
        assertEquals("smoltulu: " + data + ": no such file" + System.lineSeparator(), missing.err());
        assertEquals(1, missing.code());
        try (Stream<Path> files = Files.list(output)) {
            assertEquals(0, files.count());
        }
    }
}
