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
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import dev.smoltulu.verifiers.VerifierSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finding verifiers, and what holds for all of them. */
final class VerifiersTest {

    @Test
    void theProgramsOwnAreFoundByName() throws Exception {
        Verifiers verifiers = Verifiers.of(VerifierSettings.usual());
        assertEquals(List.of("gsm8k", "math", "ifeval", "exact_match"), verifiers.names());
        assertEquals(Optional.of("math"), verifiers.nameFor("MATH"));
        assertEquals(Optional.of("gsm8k"), verifiers.nameFor("gsm8k"));
        assertEquals(Optional.empty(), verifiers.nameFor("code"));
        try (Verifier verifier = verifiers.open("exact_match")) {
            assertEquals(
                    1,
                    verifier.verify(new Response("", " Paris\n", new JsonPrimitive("Paris")))
                            .score());
            assertEquals(
                    0,
                    verifier.verify(new Response("", "paris", new JsonPrimitive("Paris")))
                            .score());
            assertEquals(
                    1,
                    verifier.verify(new Response("", "42", new JsonPrimitive(42)))
                            .score());
            assertEquals(
                    0,
                    verifier.verify(new Response("", "", new JsonPrimitive("Paris")))
                            .score());
        }
        UserError error = assertThrows(UserError.class, () -> verifiers.open("code"));
        assertEquals(
                "verifier 'code' does not exist; there is gsm8k, math, ifeval, exact_match, and the recipe's "
                        + "verifiers may add it",
                error.getMessage());
    }

    @Test
    void aRecipeAddsOthers() throws Exception {
        Verifiers verifiers = named("{'strict': {'verifier': 'gsm8k', 'rules': 'corrected'}, 'sums': 'gsm8k',"
                + "'always': {'command': ['true'], 'timeout': 50}, 'GSM8K': {'command': ['false'], 'timeout': 50}}");
        assertEquals(
                List.of("strict", "sums", "always", "GSM8K", "gsm8k", "math", "ifeval", "exact_match"),
                verifiers.names());
        Response negative = new Response("", "-5", new JsonPrimitive("-5"));
        assertEquals(1, verify(verifiers, "strict", negative).score());
        assertEquals(0, verify(verifiers, "sums", negative).score());
        assertEquals(1, verify(verifiers, "always", negative).score());
        assertEquals(0, verify(verifiers, "GSM8K", negative).score());
        assertEquals(Optional.of("GSM8K"), verifiers.nameFor("GSM8K"));
        assertEquals(Optional.of("gsm8k"), verifiers.nameFor("gsm8k"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'code' | verifiers.x: verifier 'code' does not exist; there is gsm8k, math, ifeval, exact_match
            5 | verifiers.x must be a text that is not empty, not 5
            {} | verifiers.x.verifier must be a text that is not empty, not null
            {'verifier': 'gsm8k', 'command': ['a']} | verifiers.x: unknown key 'verifier'; it takes command, timeout
            {'verifier': 'gsm8k', 'rule': 'a'} | verifiers.x: unknown key 'rule'; it takes verifier, rules, timeout
            {'verifier': 'gsm8k', 'rules': 'old'} | verifiers.x.rules: "old" must be published or corrected
            {'verifier': 'gsm8k', 'timeout': 0} | verifiers.x.timeout: 0 must be a number of seconds above 0
            {'command': 'a b'} | verifiers.x.command must be a list, the program and its arguments, not "a b"
            {'command': []} | verifiers.x.command must be a list, the program and its arguments, not []
            {'command': ['no-such-program']} | verifiers.x.command: there is no program 'no-such-program'
            {'command': ['./missing']} | verifiers.x.command: there is no program './missing'
            {'command': ['true', 5]} | verifiers.x.command[1] must be a text that is not empty, not 5
            """)
    void whatCannotBeMadeIsAnErrorOfUse(String value, String message) {
        UserError error = assertThrows(UserError.class, () -> named("{'x': " + value + "}"));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
        assertEquals(2, error.exitCode());
    }

    @Test
    void workWithoutEndIsGivenUp() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (Verifier verifier = new LimitedVerifier(
                verifier(response -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        stopped.countDown();
                    }
                    return Verdict.of(true);
                }),
                Duration.ofMillis(100))) {
            assertEquals(Verdict.failed("no verdict within 0.1 s"), verifier.verify(null));
            assertTrue(stopped.await(1, TimeUnit.MINUTES), "the work is interrupted");
        }
    }

    @Test
    void crashesAreProblems() throws Exception {
        try (Verifier crash = new LimitedVerifier(
                        verifier(response -> {
                            throw new IllegalStateException("broken");
                        }),
                        Duration.ofSeconds(20));
                Verifier deep = new LimitedVerifier(verifier(VerifiersTest::endless), Duration.ofSeconds(20))) {
            assertEquals(
                    Verdict.failed("the verifier failed (java.lang.IllegalStateException: broken)"),
                    crash.verify(null));
            assertEquals(Verdict.failed("the response nests too deeply"), deep.verify(null));
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static Verdict endless(Response response) {
        return endless(new Response("", "", response == null ? null : response.groundTruth()));
    }

    private interface Judge {
        Verdict judge(Response response);
    }

    private static Verifier verifier(Judge judge) {
        return new Verifier() {
            @Override
            public Verdict verify(Response response) {
                return judge.judge(response);
            }

            @Override
            public void check(JsonElement groundTruth) {
                GroundTruth.text(new JsonArray());
            }
        };
    }

    private static Verdict verify(Verifiers verifiers, String name, Response response) throws InterruptedException {
        try (Verifier verifier = verifiers.open(name)) {
            return verifier.verify(response);
        }
    }

    private static Verifiers named(String json) {
        JsonObject named = JsonParser.parseString(json.replace('\'', '"')).getAsJsonObject();
        return Verifiers.of(new VerifierSettings(Rules.PUBLISHED, Duration.ofSeconds(60), named));
    }
}
