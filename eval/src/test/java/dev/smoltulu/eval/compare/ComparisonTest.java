package dev.smoltulu.eval.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

    private static final String RESULTS = """
            {"results": {"arc": {"alias": "arc", "acc,none": %s, "acc_stderr,none": 0.1}},
             "versions": {"arc": 1}, "n-shot": {"arc": 0}, "configs": {"arc": {"task": "arc"}},
             "n-samples": {"arc": {"original": 4, "effective": 4}}, "task_hashes": {"arc": "abc"},
             "model_name": "%s", "chat_template_sha": null, "fewshot_as_multiturn": false,
             "smoltulu": {"flavor": "lm-eval"}}
            """;

    @TempDir
    Path folder;

    private Path run(String name, String time, List<Double> values) throws Exception {
        Path output = Files.createDirectories(folder.resolve(name));
        double mean = values.stream().mapToDouble(value -> value).average().orElseThrow();
        StringBuilder samples = new StringBuilder();
        values.forEach(value ->
                samples.append("{\"filter\": \"none\", \"acc\": ").append(value).append("}\n"));
        Files.writeString(output.resolve("samples_arc_" + time + ".jsonl"), samples);
        return Files.writeString(output.resolve("results_" + time + ".json"), RESULTS.formatted(mean, name));
    }

    /** Differences 1, 0, 1, 0: mean 0.5, sample variance 1/3, standard error sqrt(1/12). */
    @Test
    void theStandardErrorIsThatOfThePairs() throws Exception {
        Path first = run("a", "1", List.of(0.0, 1.0, 0.0, 0.0));
        Path second = run("b", "1", List.of(1.0, 1.0, 1.0, 0.0));
        Comparison comparison = Comparison.of(first, second);
        assertEquals("a", comparison.first());
        assertEquals("b", comparison.second());
        Comparison.Row row = comparison.rows().get(0);
        assertEquals("acc", row.metric());
        assertEquals(0.25, row.first());
        assertEquals(0.75, row.second());
        assertEquals(0.5, row.difference());
        assertEquals(Math.sqrt(1 / 12.0), row.standardError().orElseThrow(), 1e-15);
        Files.delete(first.resolveSibling("samples_arc_1.jsonl"));
        assertFalse(Comparison.of(first, second).rows().get(0).standardError().isPresent());
    }

    @Test
    void aFolderStandsForItsNewestRun() throws Exception {
        run("a", "2026-01-01T00-00-00.000000", List.of(0.0, 0.0, 0.0, 0.0));
        run("a", "2026-01-02T00-00-00.000000", List.of(1.0, 1.0, 1.0, 1.0));
        Path other = run("b", "1", List.of(0.0, 0.0, 0.0, 0.0)).getParent();
        assertEquals(1, Comparison.of(folder.resolve("a"), other).rows().get(0).first());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"versions\": {\"arc\": 1} | \"versions\": {\"arc\": 2} | the version of arc is 1 in the first and 2",
                "\"n-shot\": {\"arc\": 0} | \"n-shot\": {\"arc\": 5} | n-shot of arc",
                "\"effective\": 4 | \"effective\": 3 | the number of documents of arc",
                "\"arc\": \"abc\" | \"arc\": \"abd\" | the documents or prompts of arc",
                "\"chat_template_sha\": null | \"chat_template_sha\": \"x\" | chat_template_sha",
                "\"flavor\": \"lm-eval\" | \"flavor\": \"lighteval\" | the flavour",
            })
    void unlikeRunsAreRefused(String was, String becomes, String named) throws Exception {
        Path first = run("a", "1", List.of(0.0, 1.0, 0.0, 0.0));
        Path second = run("b", "1", List.of(1.0, 1.0, 1.0, 0.0));
        String text = Files.readString(second);
        assertTrue(text.contains(was), was);
        Files.writeString(second, text.replace(was, becomes));
        UserError error = assertThrows(UserError.class, () -> Comparison.of(first, second));
        assertTrue(error.getMessage().startsWith("the runs are not alike: " + named), error.getMessage());
    }

    @Test
    void whatIsNoRunIsSaid() throws Exception {
        Path first = run("a", "1", List.of(0.0, 1.0));
        Path other = Files.writeString(
                folder.resolve("results_2.json"), RESULTS.formatted(1, "c").replace("\"arc\"", "\"other\""));
        assertTrue(assertThrows(UserError.class, () -> Comparison.of(first, other))
                .getMessage()
                .startsWith("the runs have no task in common: arc in "));
        Path none = Files.createDirectories(folder.resolve("none"));
        assertTrue(assertThrows(UserError.class, () -> Comparison.of(first, none))
                .getMessage()
                .contains("has no results_<time>.json"));
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"a\": 1}");
        assertTrue(assertThrows(UserError.class, () -> Comparison.of(first, wrong))
                .getMessage()
                .contains("has no \"results\""));
    }
}
