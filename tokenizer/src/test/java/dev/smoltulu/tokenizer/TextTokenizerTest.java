package dev.smoltulu.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTokenizerTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Hello, we can use#19556 28 392 416 722",
                "The capital of France is#504 3575 282 4649 314",
                "Hello world! 123#19556 905 17 216 33 34 35",
                "Café déjà vu.#51 1939 2756 32564 90 16739 386 101 30",
                "  multiple   spaces#216 2701 256 5600",
                "You are a helpful AI assistant named SmolLM, trained by Hugging Face#"
                        + "2683 359 253 5356 5646 11173 3365 3511 308 34519 28 7018 411 407 19712 8182",
                "<|im_start|>#1",
                "<|im_end|>#2"
            })
    void encodesAsTransformersDoes(String text, String ids) {
        try (TextTokenizer tokenizer = TextTokenizer.load(SharedFolder.resolve("models/SmolLM2-135M"))) {
            int[] expected =
                    Arrays.stream(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
            assertArrayEquals(expected, tokenizer.encode(text));
            assertEquals(text, tokenizer.decode(expected, false));
        }
    }

    @Test
    void offsetsAreUtf16Indices() {
        String text = "é😀👍🏽 naïve 中文 <|im_end|>\nok";
        for (String model : new String[] {"SmolLM2-135M", "stories260K"}) {
            try (TextTokenizer tokenizer = TextTokenizer.load(SharedFolder.resolve("models/" + model))) {
                Encoding encoding = tokenizer.encodeWithOffsets(text);
                boolean[] covered = new boolean[text.length()];
                for (int i = 0; i < encoding.size(); i++) {
                    for (int c = encoding.starts()[i]; c < encoding.ends()[i]; c++) {
                        covered[c] = true;
                    }
                    assertTrue(i == 0 || encoding.starts()[i] >= encoding.starts()[i - 1], model);
                }
                IntStream.range(0, text.length()).forEach(c -> assertTrue(covered[c], model + " character " + c));
                assertEquals(text.length(), encoding.ends()[encoding.size() - 1]);
                assertEquals(text, tokenizer.decode(encoding.ids(), false));
            }
        }
        try (TextTokenizer tokenizer = TextTokenizer.load(SharedFolder.resolve("models/SmolLM2-135M"))) {
            Encoding encoding = tokenizer.encodeWithOffsets(text);
            int end = IntStream.range(0, encoding.size())
                    .filter(i -> encoding.ids()[i] == 2)
                    .findFirst()
                    .orElseThrow();
            assertEquals("<|im_end|>", text.substring(encoding.starts()[end], encoding.ends()[end]));
        }
    }

    @Test
    void nothingIsTruncatedPaddedOrAdded() {
        try (TextTokenizer tokenizer = TextTokenizer.load(SharedFolder.resolve("models/SmolLM2-135M"))) {
            assertEquals(0, tokenizer.encode("").length);
            assertEquals(20_000, tokenizer.encode("a".repeat(1) + " a".repeat(19_999)).length);
            assertEquals("x y", tokenizer.decode(tokenizer.encode("x<|im_end|> y"), true));
            assertEquals("a\uFFFDb", tokenizer.decode(tokenizer.encode("a\uD83Db"), false));
        }
    }

    @Test
    void readsSpecialTokensAndTemplate() {
        try (TextTokenizer base = TextTokenizer.load(SharedFolder.resolve("models/SmolLM2-135M"));
                TextTokenizer stories = TextTokenizer.load(SharedFolder.resolve("models/stories260K"))) {
            assertEquals(49152, base.vocabSize());
            assertEquals(Optional.of("<|endoftext|>"), base.eosToken());
            assertEquals(OptionalInt.of(0), base.bosId());
            assertEquals(OptionalInt.empty(), base.padId());
            assertTrue(base.chatTemplate().isEmpty());
            assertEquals(512, stories.vocabSize());
            assertEquals(OptionalInt.of(2), stories.eosId());
            assertTrue(stories.chatTemplate().isPresent());
        }
    }

    @Test
    void namedTemplatesAndObjectTokens() throws IOException {
        Files.copy(SharedFolder.resolve("models/stories260K/tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"eos_token": {"content": "</s>", "lstrip": false}, "bos_token": null,
                 "chat_template": [{"name": "tool_use", "template": "T"}, {"name": "default", "template": "D"}]}""");
        Files.writeString(folder.resolve("special_tokens_map.json"), "{\"bos_token\": \"<s>\"}");
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            assertEquals(OptionalInt.of(2), tokenizer.eosId());
            assertEquals(OptionalInt.of(1), tokenizer.bosId());
            assertEquals(Optional.of("D"), tokenizer.chatTemplate());
        }
        Files.writeString(folder.resolve("chat_template.jinja"), "J");
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            assertEquals(Optional.of("J"), tokenizer.chatTemplate());
        }
    }

    @Test
    void brokenFilesAreOneLine() throws IOException {
        assertRefused("no tokenizer.json");
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": ");
        assertRefused("not valid JSON");
        Files.writeString(folder.resolve("tokenizer.json"), "[]");
        assertRefused("one JSON object");
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"vocab\": {\"a\": -1}}}");
        assertRefused("not a Hugging Face tokenizer");
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"vocab\": {\"a\": 0}}}");
        assertRefused("cannot be loaded");
        Files.copy(
                SharedFolder.resolve("models/stories260K/tokenizer.json"),
                folder.resolve("tokenizer.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\": 7}");
        assertRefused("eos_token must be a string");
    }

    private void assertRefused(String part) {
        String message = assertThrows(
                        UserError.class, () -> TextTokenizer.load(folder).close())
                .getMessage();
        assertTrue(message.contains(part), message);
        assertFalse(message.contains("\n"), message);
        assertTrue(message.startsWith(folder.toString()), message);
    }
}
