package dev.smoltulu.verifiers.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Instructions to follow, in the forms that the sets have them. */
final class IfevalVerifierTest {

    private static final Path DATA = SharedFolder.resolve("data/ifeval");
    private static final Verifier PUBLISHED = new IfevalVerifier(Rules.PUBLISHED);
    private static final Verifier CORRECTED = new IfevalVerifier(Rules.CORRECTED);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"func_name\": \"validate_placeholders\", \"N\": 2, \"word\": null}",
                "\"{\\\"func_name\\\": \\\"validate_placeholders\\\", \\\"N\\\": 2}\"",
                "\"{'func_name': 'validate_placeholders', 'N': 2, 'word': None}\"",
                "[{\"func_name\": \"validate_placeholders\", \"N\": 2}]"
            })
    void oneConstraintIsRightOrWrong(String groundTruth) throws Exception {
        assertEquals(1, score(PUBLISHED, "nothing", groundTruth));
        assertEquals(0, score(CORRECTED, "nothing", groundTruth));
        assertEquals(1, score(CORRECTED, "[a] and [b]", groundTruth));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"instruction_id\": [\"punctuation:no_comma\", \"detectable_format:title\"], \"kwargs\": [null, {}]}",
                "{\"instruction_id_list\": [\"punctuation:no_comma\", \"detectable_format:title\"], \"kwargs\": [{}, {}]}",
                "\"[{'instruction_id': ['punctuation:no_comma', 'detectable_format:title'], 'kwargs': [None, {'N': None}]}]\""
            })
    void severalInstructionsScoreTheirShare(String groundTruth) throws Exception {
        assertEquals(1, score(PUBLISHED, "<<Joy>> and more", groundTruth));
        assertEquals(0.5, score(PUBLISHED, "Joy and more", groundTruth));
        assertEquals(0, score(PUBLISHED, "Joy, and more", groundTruth));
        assertEquals(0, score(PUBLISHED, " ", groundTruth));
    }

    /** The scores of a model's responses are the shares of lm-evaluation-harness's strict verdicts. */
    @Test
    void sharesAgreeWithReferenceVerdicts() throws Exception {
        Map<Integer, JsonObject> docs = rows(DATA.resolve("input_data.jsonl"));
        Map<Integer, JsonObject> responses = rows(DATA.resolve("qwen2.5-0.5b/responses.jsonl"));
        List<JsonObject> references = rows(DATA.resolve("qwen2.5-0.5b/reference.jsonl")).values().stream()
                .filter(reference -> reference.get("key").getAsInt() % 3 == 0)
                .toList();
        assertTrue(references.size() > 100, references.size() + " rows");
        for (JsonObject reference : references) {
            int key = reference.get("key").getAsInt();
            JsonArray strict = reference.getAsJsonArray("strict");
            int followed = 0;
            for (JsonElement verdict : strict) {
                followed += verdict.getAsBoolean() ? 1 : 0;
            }
            JsonObject groundTruth = new JsonObject();
            groundTruth.add("instruction_id", docs.get(key).get("instruction_id_list"));
            groundTruth.add("kwargs", docs.get(key).get("kwargs"));
            JsonArray list = new JsonArray();
            list.add(groundTruth);
            assertEquals(
                    (double) followed / strict.size(),
                    CORRECTED
                            .verify(new Response(
                                    "",
                                    responses.get(key).get("response").getAsString(),
                                    new JsonPrimitive(list.toString())))
                            .score(),
                    "key " + key);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            5 | ground_truth must be an object, as JSON or as text, not 5
            "five" | ground_truth must be an object, as JSON or as text, not "five"
            [] | ground_truth must be an object, as JSON or as text, not []
            [{}, {}] | ground_truth must be an object, as JSON or as text, not [{},{}]
            {"N": 5} | ground_truth must have func_name, or instruction_id and kwargs, not {"N":5}
            {"func_name": "no"} | ground_truth: unknown func_name "no"; known are
            {"instruction_id": ["punctuation:no"], "kwargs": [{}]} | ground_truth: unknown instruction id 'punctuation:
            {"instruction_id": ["punctuation:no_comma"], "kwargs": []} | ground_truth: instruction_id_list has 1 entries
            {"instruction_id": ["punctuation:no_comma"]} | ground_truth: 'kwargs' must be a list
            {"instruction_id": [], "kwargs": []} | ground_truth: instruction_id is empty
            """)
    void groundTruthsOfNoUseAreRefused(String groundTruth, String message) {
        UserError error = assertThrows(UserError.class, () -> PUBLISHED.check(JsonParser.parseString(groundTruth)));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
        assertEquals(1, error.getMessage().lines().count());
    }

    /** A keyword is a regular expression, and Java's matcher needs exponential time for this one. */
    @Test
    void aCatastrophicPatternIsGivenUp() throws Exception {
        JsonElement groundTruth = JsonParser.parseString("{\"instruction_id\": [\"keywords:existence\"], "
                + "\"kwargs\": [{\"keywords\": [\"(a|aa)+\\\\1z\"]}]}");
        try (Verifier verifier = new LimitedVerifier(CORRECTED, Duration.ofMillis(500))) {
            assertEquals(
                    Verdict.failed("no verdict within 0.5 s"),
                    verifier.verify(new Response("", "a".repeat(80) + "b", groundTruth)));
        }
        for (int i = 0; i < 6000 && searching(); i++) {
            Thread.sleep(10);
        }
        assertEquals(false, searching(), "the search goes on");
    }

    private static boolean searching() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals("java.util.regex.Matcher"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\n", "- ", "* ", "[", "<<", "*", "a. ", "\"", "{\"a\":", "Section 1 ", " "})
    void aMillionCharactersAreDoneInTime(String text) throws Exception {
        String response = text.repeat(1_000_000 / text.length());
        for (String function : List.of("validate_title", "validate_json_format", "validate_uppercase")) {
            inTime(response, "{\"func_name\": \"" + function + "\"}");
        }
        for (String function :
                List.of("verify_bullet_points", "validate_highlighted_sections", "validate_placeholders")) {
            inTime(response, "{\"func_name\": \"" + function + "\", \"N\": 3}");
        }
    }

    private static void inTime(String response, String groundTruth) throws InterruptedException {
        for (Verifier verifier : List.of(PUBLISHED, CORRECTED)) {
            long start = System.nanoTime();
            try (LimitedVerifier limited = new LimitedVerifier(verifier, Duration.ofSeconds(1))) {
                limited.verify(new Response("", response, JsonParser.parseString(groundTruth)));
            }
            assertTrue(System.nanoTime() - start < TimeUnit.MINUTES.toNanos(1), groundTruth);
        }
    }

    private static double score(Verifier verifier, String response, String groundTruth) throws Exception {
        return verifier.verify(new Response("", response, JsonParser.parseString(groundTruth)))
                .score();
    }

    private static Map<Integer, JsonObject> rows(Path file) throws IOException {
        Map<Integer, JsonObject> rows = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            JsonObject row = JsonParser.parseString(line).getAsJsonObject();
            rows.put(row.get("key").getAsInt(), row);
        }
        return rows;
    }
}
