package dev.smoltulu.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.tokenizer.TokenSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rows of preference data become. */
final class PreferenceDatasetTest {

    private static final String USER = "{\"role\": \"user\", \"content\": \"Hi\"}";
    private static TextTokenizer tokenizer;

    @TempDir
    private Path folder;

    @BeforeAll
    static void load() {
        tokenizer = TextTokenizer.load(SharedFolder.resolve("models/SmolLM2-135M"));
    }

    @AfterAll
    static void close() {
        if (tokenizer != null) {
            tokenizer.close();
        }
    }

    @Test
    void aConversationIsTakenWhole() throws Exception {
        PreferencePair pair = only("{\"prompt\": \"Hi\", \"chosen\": [" + USER + ", " + answer("Good") + "], "
                + "\"rejected\": [" + USER + ", " + answer("Bad") + "]}");
        assertEquals("<|user|>\nHi\n<|assistant|>\nGood<|endoftext|>", text(pair.chosen()));
        assertEquals("Good<|endoftext|>", trained(pair.chosen()));
        assertEquals("<|user|>\nHi\n<|assistant|>\nBad<|endoftext|>", text(pair.rejected()));
        assertEquals("Bad<|endoftext|>", trained(pair.rejected()));
    }

    @Test
    void everyAssistantTurnIsTrained() throws Exception {
        PreferencePair pair = only("{\"chosen\": [" + USER + ", " + answer("One") + ", " + USER + ", " + answer("Two")
                + "], \"rejected\": [" + USER + ", " + answer("Bad") + "]}");
        assertEquals("One<|endoftext|>Two<|endoftext|>", trained(pair.chosen()));
    }

    @Test
    void anAnswerGoesOnFromThePrompt() throws Exception {
        String expected = "<|user|>\nHi\n<|assistant|>\nGood<|endoftext|>";
        for (String prompt : List.of("\"Hi\"", "[" + USER + "]")) {
            PreferencePair pair = only("{\"prompt\": " + prompt + ", \"chosen\": [" + answer("Good")
                    + "], \"rejected\": [" + answer("Bad") + "]}");
            assertEquals(expected, text(pair.chosen()));
            assertEquals("Bad<|endoftext|>", trained(pair.rejected()));
        }
        PreferencePair strings = only("{\"prompt\": [" + USER + "], \"chosen\": \"Good\", \"rejected\": \"Bad\"}");
        assertEquals(expected, text(strings.chosen()));
    }

    @Test
    void stringsNeedNoTemplate() throws Exception {
        PreferencePair pair = only("{\"prompt\": \"2+2=\", \"chosen\": \"4\", \"rejected\": \"five\"}");
        assertEquals("2+2=4<|endoftext|>", text(pair.chosen()));
        assertEquals("4<|endoftext|>", trained(pair.chosen()));
        assertEquals("five<|endoftext|>", trained(pair.rejected()));
    }

    @Test
    void whatStringsShareIsTheirPrompt() throws Exception {
        PreferencePair pair = only("{\"chosen\": \"It is good here\", \"rejected\": \"It is golden\"}");
        assertEquals(" good here<|endoftext|>", trained(pair.chosen()));
        assertEquals(" golden<|endoftext|>", trained(pair.rejected()));
    }

    @Test
    void tokenIdsAreTakenAsTheyAre() throws Exception {
        PreferencePair pair = only("{\"chosen_input_ids\": [5, 6, 7], \"chosen_labels\": [-100, -100, 7], "
                + "\"rejected_input_ids\": [5, 8], \"rejected_labels\": [-100, 8]}");
        assertEquals(new TokenSequence(new int[] {5, 6, 7}, new int[] {-100, -100, 7}), pair.chosen());
        assertEquals(new TokenSequence(new int[] {5, 8}, new int[] {-100, 8}), pair.rejected());
    }

    @Test
    void pairsWithAnEmptySideAreCountedAndLeftOut() throws Exception {
        String good = "{\"chosen_input_ids\": [5, 6], \"rejected_input_ids\": [5, 7]}";
        String empty = "{\"chosen_input_ids\": [5, 6], \"rejected_input_ids\": [5, 7], \"rejected_labels\": [5, -100]}";
        String late = "{\"chosen_input_ids\": [1, 2, 3, 4, 5, 6, 7, 8, 9], \"chosen_labels\": "
                + "[-100, -100, -100, -100, -100, -100, -100, -100, 9], \"rejected_input_ids\": [5, 7]}";
        TokenDataset<PreferencePair> dataset = load(8, good, empty, late);
        assertEquals(1, dataset.size());
        assertEquals(3, dataset.report().rowsRead());
        assertEquals(2, dataset.report().rowsUntrained());
        assertTrue(dataset.summary().contains("2 left out because a side trains no token"), dataset.summary());
    }

    @Test
    void theHashTellsSidesApart() throws Exception {
        String one = load(8, "{\"chosen_input_ids\": [5, 6], \"rejected_input_ids\": [5, 7]}")
                .contentHash();
        String other = load(8, "{\"chosen_input_ids\": [5, 7], \"rejected_input_ids\": [5, 6]}")
                .contentHash();
        assertFalse(one.equals(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'chosen': 'a'} | rejected is missing",
                "{'rejected_input_ids': [1]} | chosen_input_ids is missing",
                "{'messages': []} | a preference row needs chosen and rejected",
                "{'chosen': 'a', 'rejected': ['b']} | must be a string",
                "{'chosen': 3, 'rejected': 4} | chosen must be a string",
                "{'chosen': [{'role': 'user'}], 'rejected': [{'role': 'user'}]} | has no content",
                "{'chosen_input_ids': [1, 2], 'chosen_labels': [1], 'rejected_input_ids': [1]} | chosen_labels has 1 values"
            })
    void brokenRowsAreNamed(String row, String complaint) {
        UserError error = assertThrows(UserError.class, () -> load(8, row.replace('\'', '"')));
        assertTrue(error.getMessage().contains(complaint), error.getMessage());
        assertTrue(error.getMessage().contains("pairs.jsonl"), error.getMessage());
        assertFalse(error.getMessage().contains("\n"), error.getMessage());
    }

    private static String answer(String content) {
        return "{\"role\": \"assistant\", \"content\": \"" + content + "\"}";
    }

    private PreferencePair only(String row) throws Exception {
        TokenDataset<PreferencePair> dataset = load(64, row);
        assertEquals(1, dataset.size());
        return dataset.get(0);
    }

    private TokenDataset<PreferencePair> load(int maxLength, String... rows) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("pairs.jsonl"), String.join("\n", rows));
        return TokenDataset.pairs(
                List.of(DataSource.whole(file)),
                new EncodingOptions(tokenizer, ChatTemplate.named("tulu", tokenizer), maxLength, true, 49152, 42),
                TokenDataset.NO_PROGRESS,
                TokenDataset.NEVER);
    }

    private static String text(TokenSequence sequence) {
        return tokenizer.decode(sequence.inputIds(), false);
    }

    private static String trained(TokenSequence sequence) {
        return tokenizer.decode(
                IntStream.of(sequence.labels())
                        .filter(id -> id != TokenSequence.IGNORED)
                        .toArray(),
                false);
    }
}
