package dev.smoltulu.tools.verbs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.tools.CommandRun;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerateVerbTest {

    private static final String STORY =
            "Once upon a time, there was a little girl named Lily. She loved to play " + "outside in the park.";
    private static String model;

    @BeforeAll
    static void findModel() {
        model = SharedFolder.resolve("models/stories260K").toString();
    }

    private static CommandRun generate(String... flags) {
        return CommandRun.of(Stream.concat(Stream.of("generate", "--model", model), Stream.of(flags))
                .toArray(String[]::new));
    }

    private static CommandRun generateFrom(String input, String... flags) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return generate(flags);
        } finally {
            System.setIn(before);
        }
    }

    private static JsonObject json(String... flags) {
        CommandRun run =
                generate(Stream.concat(Stream.of("--json"), Stream.of(flags)).toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
        assertEquals(1, run.out().lines().count());
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    @Test
    void anEmptyPromptBeginsAStory() {
        CommandRun run = generate("--prompt", "", "--max-new-tokens", "60");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().startsWith(STORY), run.out());
        assertTrue(run.out().endsWith("\n"));
    }

    @Test
    void jsonHasTheTokensAndTheText() {
        JsonObject answer = json("--prompt", "", "--max-new-tokens", "50", "--log-probs");
        assertEquals("[1]", answer.get("prompt_ids").toString());
        assertEquals(50, answer.getAsJsonArray("token_ids").size());
        assertEquals(50, answer.getAsJsonArray("log_probs").size());
        assertTrue(answer.get("text").getAsString().startsWith(STORY));
        assertEquals("length", answer.get("finish_reason").getAsString());
        assertFalse(json("--prompt", "a", "--max-new-tokens", "1").has("log_probs"));
    }

    @Test
    void stopStringsEndTheText() {
        JsonObject answer = json("--prompt", "", "--stop", "in the park", "--stop", " named");
        assertEquals(
                "Once upon a time, there was a little girl", answer.get("text").getAsString());
        assertEquals("stop_string", answer.get("finish_reason").getAsString());
        CommandRun run = generate("--prompt", "", "--stop", " named");
        assertEquals("Once upon a time, there was a little girl" + System.lineSeparator(), run.out());
    }

    @Test
    void seedsDecideWhatIsDrawn() {
        List<String> flags = List.of("--prompt", "", "--max-new-tokens", "40", "--temperature", "1.5");
        JsonArray first = seeded(flags, "1");
        assertEquals(first, seeded(flags, "1"));
        assertNotEquals(first, seeded(flags, "2"));
        JsonArray greedy = json("--prompt", "", "--max-new-tokens", "40").getAsJsonArray("token_ids");
        JsonObject likeliest = json("--prompt", "", "--max-new-tokens", "40", "--top-k", "1");
        assertEquals(greedy, likeliest.getAsJsonArray("token_ids"));
    }

    private static JsonArray seeded(List<String> flags, String seed) {
        return json(Stream.concat(flags.stream(), Stream.of("--seed", seed)).toArray(String[]::new))
                .getAsJsonArray("token_ids");
    }

    @Test
    void aPromptMayComeFromTheInput() {
        CommandRun fromInput = generateFrom("Once upon\n", "--prompt", "-", "--json", "--max-new-tokens", "5");
        assertEquals(
                generate("--prompt", "Once upon", "--json", "--max-new-tokens", "5")
                        .out(),
                fromInput.out());
    }

    @Test
    void chatWrapsThePromptInTheTemplate() {
        JsonObject chat = json(
                "--chat",
                "--prompt",
                "Hello",
                "--system",
                "Be brief",
                "--chat-template",
                "tulu",
                "--max-new-tokens",
                "3");
        JsonObject plain =
                json("--prompt", "<|system|>\nBe brief\n<|user|>\nHello\n<|assistant|>\n", "--max-new-tokens", "3");
        assertEquals(plain, chat);
    }

    @Test
    void aConversationGoesOnUntilExit() {
        CommandRun run = generateFrom("Hello\n\nAnd then?\n/exit\nnever\n", "--chat", "--max-new-tokens", "8");
        assertEquals(0, run.code(), run.err());
        String first = json("--chat", "--prompt", "Hello", "--max-new-tokens", "8")
                .get("text")
                .getAsString();
        String history = "<|user|>\nHello\n<|assistant|>\n" + first + "</s>\n<|user|>\nAnd then?\n<|assistant|>\n";
        String second =
                json("--prompt", history, "--max-new-tokens", "8").get("text").getAsString();
        assertEquals(first + System.lineSeparator() + second + System.lineSeparator(), run.out());
    }

    @Test
    void aFullConversationStartsAnewInOneLine() {
        CommandRun run = generateFrom(("and then ".repeat(130) + "\n").repeat(2), "--chat", "--max-new-tokens", "2");
        assertEquals(0, run.code(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("it starts anew with your last message"), run.err());

        CommandRun tooLong = generateFrom("and then ".repeat(600) + "\nHello\n", "--chat", "--max-new-tokens", "2");
        assertEquals(1, tooLong.err().lines().count(), tooLong.err());
        assertTrue(tooLong.err().contains("write a shorter one"), tooLong.err());
        assertEquals(
                generate("--chat", "--prompt", "Hello", "--max-new-tokens", "2").out(), tooLong.out());
    }

    @Test
    void aPromptWithoutRoomIsRefused() {
        CommandRun run = generate("--prompt", "and then ".repeat(600));
        assertEquals(1, run.code());
        assertTrue(
                run.err()
                        .matches("smoltulu: the prompt has \\d+ tokens; the model's 512 positions leave room for "
                                + "511; shorten it\\R"),
                run.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--chat-template tulu --prompt a | --chat-template is about conversations; add --chat",
                "--system a --prompt a | --system is about conversations; add --chat",
                "--temperature 1 | generate lacks --prompt (what to go on from); add --prompt TEXT, or --chat to talk",
                "--chat --json | --json prints one answer; add --prompt TEXT",
                "--prompt a --log-probs | --log-probs are part of the JSON object; add --json",
                "--prompt a --top-p 0 | --top-p must be a number over 0 and at most 1, not \"0\"",
                "--prompt a --temperature hot | --temperature must be a number of at least 0, not \"hot\"",
                "--prompt a --temperature 1e-9 | --temperature must be 0 or at least 0.0001, not \"1e-9\"",
                "--prompt a --max-new-tokens 0 | --max-new-tokens must be a whole number of at least 1, not \"0\"",
                "--prompt a --top-k -1 | --top-k must be a whole number of at least 0, not \"-1\"",
                "--prompt a --seed x | --seed must be a whole number, not \"x\"",
                "--prompt a --prompt b | --prompt is given twice; keep one",
                "--prompt a --chat --chat-template x | --chat-template must be one of model, tulu, chatml, not \"x\"",
            })
    void mistakesAreNamed(String flags, String message) {
        CommandRun run = generate(flags.split(" "));
        assertEquals(2, run.code());
        assertEquals("smoltulu: " + message + System.lineSeparator(), run.err());
    }

    @Test
    void anEmptyStopStringIsRefused() {
        CommandRun run = generate("--prompt", "a", "--stop", "");
        assertEquals(2, run.code());
        assertEquals("smoltulu: --stop is empty; give the text to stop before" + System.lineSeparator(), run.err());
    }
}
