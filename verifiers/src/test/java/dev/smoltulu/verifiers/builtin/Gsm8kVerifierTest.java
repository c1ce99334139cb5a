package dev.smoltulu.verifiers.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Grade-school answers. */
final class Gsm8kVerifierTest {

    private static final Path GOLD = SharedFolder.resolve("data/gsm8k/test.jsonl");
    private static final String MARK = "#### ";

    @ParameterizedTest
    @EnumSource(Rules.class)
    void goldAnswersAreRightAndChangedOnesWrong(Rules rules) throws Exception {
        List<String> lines = Files.readAllLines(GOLD);
        assertEquals(1319, lines.size());
        for (String line : lines) {
            JsonObject row = JsonParser.parseString(line).getAsJsonObject();
            String answer = row.get("answer").getAsString();
            // The sets for training have the number alone, without commas.
            String truth = answer.substring(answer.indexOf(MARK) + MARK.length())
                    .strip()
                    .replace(",", "");
            // The published rules lose the sign of the two answers that have one.
            boolean right = rules == Rules.CORRECTED || !truth.startsWith("-");
            assertEquals(right ? 1 : 0, score(rules, answer, truth), answer);
            String changed = new BigInteger(truth).add(BigInteger.ONE).toString();
            assertEquals(0, score(rules, answer, changed), answer);
            assertEquals(0, score(rules, answer.substring(0, answer.indexOf(MARK)) + MARK + changed, truth), answer);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            So she has 1,234 apples. | 1234 | 1 | 1
            5 and then 7. | 7 | 1 | 1
            The answer is 7. | 5 | 0 | 0
            The answer is 5.0 | 5 | 0 | 1
            The answer is 5.50 dollars | 5.5 | 0 | 1
            The answer is .5 | 0.5 | 0 | 1
            The answer is -5 | 5 | 1 | 0
            The answer is -5 | -5 | 0 | 1
            The answer is -0.5 | -0.5 | 1 | 1
            10-5 | 5 | 1 | 1
            It costs -$5 | -5 | 0 | 1
            007 | 7 | 0 | 1
            1,2,3 | 3 | 1 | 1
            Twelve | twelve | 1 | 1
            twelve | thirteen | 0 | 0
            '' | 5 | 0 | 0
            x-5 | 5 | 1 | 1
            = +5 | 5 | 1 | 1
            -0 | 0 | 1 | 1
            12 | 1,2 | 0 | 1
            """)
    void lastNumber(String response, String truth, int published, int corrected) throws Exception {
        assertEquals(published, score(Rules.PUBLISHED, response, truth), "published");
        assertEquals(corrected, score(Rules.CORRECTED, response, truth), "corrected");
    }

    @ParameterizedTest
    @EnumSource(Rules.class)
    void aMillionCharactersAreDoneInTime(Rules rules) throws Exception {
        for (String text : List.of("1", "1 ", "1,", "-", "1.", "\n", "$")) {
            String response = text.repeat(1_000_000 / text.length());
            long start = System.nanoTime();
            try (Verifier verifier = new LimitedVerifier(new Gsm8kVerifier(rules), Duration.ofSeconds(20))) {
                assertEquals(Verdict.of(false), verifier.verify(new Response("", response, new JsonPrimitive("7"))));
            }
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(25), text);
        }
    }

    @Test
    void theGroundTruthIsAText() {
        try (Verifier verifier = new Gsm8kVerifier(Rules.PUBLISHED)) {
            verifier.check(new JsonPrimitive("5"));
            verifier.check(new JsonPrimitive(5));
            UserError error = assertThrows(UserError.class, () -> verifier.check(new JsonArray()));
            assertEquals("ground_truth must be a text, not []", error.getMessage());
            assertThrows(UserError.class, () -> verifier.check(new JsonPrimitive(" ")));
            assertThrows(UserError.class, () -> verifier.check(null));
        }
    }

    private static double score(Rules rules, String response, String truth) throws Exception {
        return new Gsm8kVerifier(rules)
                .verify(new Response("", response, new JsonPrimitive(truth)))
                .score();
    }
}
