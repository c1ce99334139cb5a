package dev.smoltulu.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.support.SharedFolder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainingEncoderTest {

    private static final List<ChatMessage> CHAT = List.of(
            new ChatMessage("system", "Short."),
            new ChatMessage("user", "2+2? 😀"),
            new ChatMessage("assistant", "It is 4 😀."),
            new ChatMessage("user", "Sure?"),
            new ChatMessage("assistant", "Yes"));

    private static TextTokenizer tokenizer;

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

    private static String trainedText(TokenSequence row) {
        return tokenizer.decode(
                Arrays.stream(row.labels())
                        .filter(id -> id != TokenSequence.IGNORED)
                        .toArray(),
                false);
    }

    @Test
    void answersAndTheirEndTokensAreTrained() {
        TrainingEncoder.Encoded chatml = new TrainingEncoder(tokenizer, ChatTemplate.chatml(), 512, true).chat(CHAT);
        assertEquals("It is 4 😀.<|im_end|>Yes<|im_end|>", trainedText(chatml.sequence()));
        assertFalse(chatml.truncated());
        assertArrayEquals(
                tokenizer.encode(ChatTemplate.chatml().render(CHAT, false)),
                chatml.sequence().inputIds());
        for (int i = 0; i < chatml.sequence().length(); i++) {
            int label = chatml.sequence().labels()[i];
            assertTrue(
                    label == TokenSequence.IGNORED || label == chatml.sequence().inputIds()[i]);
        }
        ChatTemplate tulu = ChatTemplate.named("tulu", tokenizer);
        TokenSequence row =
                new TrainingEncoder(tokenizer, tulu, 512, true).chat(CHAT).sequence();
        assertEquals("It is 4 😀.<|endoftext|>Yes<|endoftext|>", trainedText(row));
        assertEquals(0, row.labels()[row.length() - 1]);
        assertEquals(
                "Yes<|endoftext|>",
                trainedText(new TrainingEncoder(tokenizer, tulu, 512, true)
                        .chat(CHAT, 4)
                        .sequence()));
    }

    @Test
    void truncationKeepsTheHead() {
        ChatTemplate template = ChatTemplate.chatml();
        TokenSequence whole =
                new TrainingEncoder(tokenizer, template, 512, true).chat(CHAT).sequence();
        for (int length = 1; length < whole.length(); length++) {
            TrainingEncoder.Encoded cut = new TrainingEncoder(tokenizer, template, length, true).chat(CHAT);
            assertTrue(cut.truncated());
            assertArrayEquals(
                    Arrays.copyOf(whole.inputIds(), length), cut.sequence().inputIds());
            assertArrayEquals(
                    Arrays.copyOf(whole.labels(), length), cut.sequence().labels());
        }
    }

    @Test
    void everyTokenWithoutAssistantOnlyLoss() {
        TokenSequence row = new TrainingEncoder(tokenizer, ChatTemplate.chatml(), 512, false)
                .chat(CHAT)
                .sequence();
        assertArrayEquals(row.inputIds(), row.labels());
        assertEquals(row.length() - 1, row.trainedTokens());
    }

    @Test
    void promptAndCompletion() {
        TrainingEncoder encoder = new TrainingEncoder(tokenizer, null, 512, true);
        TokenSequence row =
                encoder.promptCompletion("The capital of France is", " Paris").sequence();
        assertArrayEquals(new int[] {504, 3575, 282, 4649, 314, 7042, 0}, row.inputIds());
        assertArrayEquals(new int[] {-100, -100, -100, -100, -100, 7042, 0}, row.labels());
        // The token that holds the last of the prompt and the first of the completion is trained.
        TokenSequence inside =
                encoder.promptCompletion("The capital of Fr", "ance").sequence();
        assertArrayEquals(new int[] {504, 3575, 282, 4649, 0}, inside.inputIds());
        assertArrayEquals(new int[] {-100, -100, -100, 4649, 0}, inside.labels());
        assertArrayEquals(
                new int[] {-100, 0},
                encoder.promptCompletion("The", "").sequence().labels());
        TrainingEncoder.Encoded cut =
                new TrainingEncoder(tokenizer, null, 6, true).promptCompletion("The capital of France is", " Paris");
        assertTrue(cut.truncated());
        assertArrayEquals(
                new int[] {-100, -100, -100, -100, -100, 7042}, cut.sequence().labels());
    }

    @Test
    void textIsTrainedWholeWithItsEnd() {
        TokenSequence row = new TrainingEncoder(tokenizer, null, 512, true)
                .text("The capital")
                .sequence();
        assertArrayEquals(new int[] {504, 3575, 0}, row.inputIds());
        assertArrayEquals(row.inputIds(), row.labels());
        assertEquals(2, row.trainedTokens());
    }

    @Test
    void theFirstTokenIsNeverTrained() {
        assertEquals(1, new TokenSequence(new int[] {5, 6, 7}, new int[] {5, -100, 7}).trainedTokens());
        assertEquals(0, new TokenSequence(new int[] {5}, new int[] {5}).trainedTokens());
    }
}
