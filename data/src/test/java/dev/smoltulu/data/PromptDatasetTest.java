package dev.smoltulu.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.VerifierSettings;
import dev.smoltulu.verifiers.builtin.Verifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rows of verifiable data become. */
final class PromptDatasetTest {

    private static final String USER = "{\"role\": \"user\", \"content\": \"1+1?\"}";
    private static final String ANSWER = "{\"role\": \"assistant\", \"content\": \"2\"}";
    private static final String GSM8K = ", \"ground_truth\": \"2\", \"dataset\": \"gsm8k\"}";
    private static final String AS_READ = "<|user|>\n1+1?\n<|assistant|>\n";
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
    void aConversationEndsWithTheHeaderOfItsAnswer() throws Exception {
        PromptExample example = only("{\"messages\": [" + USER + "]" + GSM8K);
        assertEquals(AS_READ, example.text());
        assertArrayEquals(tokenizer.encode(AS_READ), example.inputIds());
        assertEquals("gsm8k", example.verifier());
        assertEquals("gsm8k", example.source());
        assertEquals(new JsonPrimitive("2"), example.groundTruth());
        assertTrue(example.origin().endsWith("rows.jsonl, line 1"), example.origin());
    }

    @Test
    void theAnswerAtTheEndIsLeftOut() throws Exception {
        assertEquals(
                AS_READ,
                only("{\"messages\": [" + USER + ", " + ANSWER + "]" + GSM8K).text());
        assertEquals(
                "<|user|>\n1+1?\n<|assistant|>\n2<|endoftext|>\n" + AS_READ,
                only("{\"messages\": [" + USER + ", " + ANSWER + ", " + USER + ", " + ANSWER + "]" + GSM8K)
                        .text());
    }

    @Test
    void promptsAreTextsMessagesOrIds() throws Exception {
        PromptExample text = only("{\"prompt\": \"1+1=\"" + GSM8K);
        assertEquals("1+1=", text.text());
        assertArrayEquals(tokenizer.encode("1+1="), text.inputIds());
        assertEquals(AS_READ, only("{\"prompt\": [" + USER + "]" + GSM8K).text());
        PromptExample ids = only("{\"input_ids\": [504, 3575]" + GSM8K);
        assertArrayEquals(new int[] {504, 3575}, ids.inputIds());
        assertEquals("The capital", ids.text());
    }

    @Test
    void aDatasetIsFoundWhateverItsCaseAndKeepsItsName() throws Exception {
        PromptExample example = only("{\"prompt\": \"1+1=\", \"ground_truth\": \"2\", \"dataset\": \"GSM8K\"}");
        assertEquals("gsm8k", example.verifier());
        assertEquals("GSM8K", example.source());
    }

    @Test
    void listsOfOneCountAsWhatIsInThem() throws Exception {
        PromptExample example = only("{\"prompt\": \"1+1=\", \"ground_truth\": [\"2\"], \"dataset\": [\"gsm8k\"]}");
        assertEquals(new JsonPrimitive("2"), example.groundTruth());
        assertEquals("gsm8k", example.source());
    }

    @Test
    void rowsWithoutADatasetTakeTheFallback() throws Exception {
        PromptDataset dataset =
                dataset(1024, Optional.of("exact_match"), "{\"prompt\": \"1+1=\", \"ground_truth\": \"2\"}");
        assertEquals("exact_match", dataset.get(0).verifier());
        assertEquals("exact_match", dataset.get(0).source());
    }

    @Test
    void mixedSetsKeepTheirSources() throws Exception {
        JsonObject named = new JsonObject();
        named.addProperty("sums", "exact_match");
        Path file = write(
                "{\"prompt\": \"1+1=\"" + GSM8K,
                "{\"prompt\": \"2+2=\", \"ground_truth\": \"4\", \"dataset\": \"sums\"}",
                "{\"prompt\": \"3+3=\", \"ground_truth\": \"6\", \"dataset\": \"sums\"}");
        PromptDataset dataset = PromptDataset.load(
                List.of(DataSource.whole(file)),
                options(1024),
                Verifiers.of(new VerifierSettings(Rules.PUBLISHED, VerifierSettings.USUAL_TIME_LIMIT, named)),
                Optional.empty(),
                rows -> {},
                () -> false);
        assertEquals(Map.of("gsm8k", 1, "sums", 2), dataset.sources());
        assertEquals("sums", dataset.get(1).verifier());
        assertEquals("3 prompts, longest 4 tokens; gsm8k 1; sums 2", dataset.summary());
    }

    @Test
    void longPromptsAreLeftOutAndCounted() throws Exception {
        String longRow = "{\"prompt\": \"one two three four five six\"" + GSM8K;
        PromptDataset dataset = dataset(4, Optional.empty(), longRow, "{\"prompt\": \"1+1=\"" + GSM8K, longRow);
        assertEquals(1, dataset.size());
        assertEquals("1+1=", dataset.get(0).text());
        assertEquals(2, dataset.tooLong());
        assertTrue(
                dataset.summary().contains("; 2 left out because they are too long (")
                        && dataset.summary().contains("rows.jsonl, line 1; "),
                dataset.summary());
        UserError error = assertThrows(UserError.class, () -> dataset(3, Optional.empty(), longRow));
        assertTrue(error.getMessage().contains("every prompt is longer than 3 tokens"), error.getMessage());
    }

    @Test
    void theHashTellsGroundTruthsApart() throws Exception {
        String hash =
                dataset(1024, Optional.empty(), "{\"prompt\": \"1+1=\"" + GSM8K).contentHash();
        assertEquals(
                hash,
                dataset(1024, Optional.empty(), "{\"prompt\": \"1+1=\"" + GSM8K).contentHash());
        assertNotEquals(
                hash,
                dataset(
                                1024,
                                Optional.empty(),
                                "{\"prompt\": \"1+1=\", \"ground_truth\": \"3\", \"dataset\": \"gsm8k\"}")
                        .contentHash());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"prompt": "p", "dataset": "gsm8k"} | ground_truth is missing
            {"prompt": "p", "ground_truth": null, "dataset": "gsm8k"} | ground_truth is missing
            {"prompt": "p", "ground_truth": {"a": 1}, "dataset": "gsm8k"} | ground_truth must be a text, not {"a":1}
            {"prompt": "p", "ground_truth": "2"} | dataset is missing; add the name of the verifier (gsm8k
            {"prompt": "p", "ground_truth": "2", "dataset": "gsm9k"} | dataset "gsm9k" has no verifier; there is gsm8k
            {"prompt": "p", "ground_truth": "2", "dataset": 5} | dataset must be a string, not 5
            {"prompt": "p", "ground_truth": ["2", "3"], "dataset": ["gsm8k"]} | ground_truth must have one entry
            {"prompt": "p", "ground_truth": ["2"], "dataset": ["gsm8k", "math"]} | dataset must have one entry
            {"prompt": "", "ground_truth": "2", "dataset": "gsm8k"} | the prompt has no tokens
            {"question": "p", "ground_truth": "2", "dataset": "gsm8k"} | a row needs messages, prompt or input_ids; it has
            {"messages": [], "ground_truth": "2", "dataset": "gsm8k"} | messages is empty
            {"messages": "p", "ground_truth": "2", "dataset": "gsm8k"} | messages must be a list
            {"messages": [{"role": "assistant", "content": "2"}], "ground_truth": "2", "dataset": "gsm8k"} | messages has
            {"input_ids": [49152], "ground_truth": "2", "dataset": "gsm8k"} | input_ids[0] is 49152
            {"input_ids": [], "ground_truth": "2", "dataset": "gsm8k"} | input_ids is empty
            """)
    void errorsNameFileAndRow(String row, String message) {
        UserError error = assertThrows(
                UserError.class, () -> dataset(1024, Optional.empty(), "{\"prompt\": \"1+1=\"" + GSM8K, row));
        assertTrue(error.getMessage().contains("rows.jsonl, line 2: " + message), error.getMessage());
    }

    private PromptExample only(String row) throws Exception {
        PromptDataset dataset = dataset(1024, Optional.empty(), row);
        assertEquals(1, dataset.size());
        return dataset.get(0);
    }

    private PromptDataset dataset(int maxLength, Optional<String> fallback, String... rows) throws Exception {
        return PromptDataset.load(
                List.of(DataSource.whole(write(rows))),
                options(maxLength),
                Verifiers.of(VerifierSettings.usual()),
                fallback,
                read -> {},
                () -> false);
    }

    private static EncodingOptions options(int maxLength) {
        return new EncodingOptions(
                tokenizer, ChatTemplate.named("tulu", tokenizer), maxLength, true, tokenizer.vocabSize(), 42);
    }

    private Path write(String... rows) throws IOException {
        return Files.writeString(folder.resolve("rows.jsonl"), String.join("\n", rows) + "\n");
    }
}
