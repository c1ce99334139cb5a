package dev.smoltulu.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.support.SharedFolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedTextTest {

    private static final String TEXT = " Ein  Zug\tfährt – 東京 🚆👩‍🚀 ab.\n\nDon't stop . <x> é";

    private static List<String> pieces(TextTokenizer tokenizer, int[] ids, List<String> stops) {
        GeneratedText text = new GeneratedText(tokenizer, stops);
        List<String> pieces = new ArrayList<>();
        for (int id : ids) {
            pieces.add(text.push(id));
            if (text.stopped()) {
                break;
            }
        }
        pieces.add(text.finish());
        assertEquals(String.join("", pieces), text.text());
        return pieces;
    }

    @ParameterizedTest
    @ValueSource(strings = {"stories260K", "SmolLM2-135M"})
    void piecesMakeTheWholeTextFromAnyTokenOn(String model) {
        try (TextTokenizer tokenizer = TextTokenizer.load(SharedFolder.resolve("models/" + model))) {
            int[] ids = tokenizer.encode(TEXT);
            for (int from = 0; from < ids.length; from++) {
                int[] part = Arrays.copyOfRange(ids, from, ids.length);
                String whole = tokenizer.decode(part, true);
                if (whole.startsWith("\uFFFD")) {
                    continue;
                }
                List<String> pieces = pieces(tokenizer, part, List.of());
                assertEquals(whole, String.join("", pieces));
                assertTrue(pieces.stream().noneMatch(piece -> piece.contains("\uFFFD")), pieces.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stories260K", "SmolLM2-135M"})
    void bytesThatAreNeverCompletedEndInAReplacement(String model) {
        try (TextTokenizer tokenizer = TextTokenizer.load(SharedFolder.resolve("models/" + model))) {
            int[] ids = tokenizer.encode("a🚆");
            int[] cut = Arrays.copyOf(ids, ids.length - 1);
            List<String> pieces = pieces(tokenizer, cut, List.of());
            assertEquals(tokenizer.decode(cut, true), String.join("", pieces));
            assertTrue(pieces.get(pieces.size() - 1).startsWith("\uFFFD"), pieces.toString());
        }
    }

    @Test
    void specialTokensGiveNoText() {
        try (TextTokenizer tokenizer = TextTokenizer.load(SharedFolder.resolve("models/SmolLM2-135M"))) {
            int[] ids = tokenizer.encode("One<|im_end|> two");
            assertEquals("One two", String.join("", pieces(tokenizer, ids, List.of())));
        }
    }

    @Test
    void stopStringsCutTheTextAndAreNeverShown() {
        try (TextTokenizer tokenizer = TextTokenizer.load(SharedFolder.resolve("models/stories260K"))) {
            int[] ids = tokenizer.encode("The cat sat. Question: who? Answer: the cat.");
            List<String> pieces = pieces(tokenizer, ids, List.of("Answer:", "Question:"));
            assertEquals("The cat sat. ", String.join("", pieces));
            assertEquals("", pieces.get(pieces.size() - 1));
            assertEquals(
                    "The cat sat. Question: who? Answer: the cat.",
                    String.join("", pieces(tokenizer, ids, List.of("Questions", "cats"))));
        }
    }

    @Test
    void stopsAreFoundAcrossPieces() {
        StopStrings stops = new StopStrings(List.of("aab", "\n\n"));
        assertEquals("x", stops.push("xa"));
        assertEquals("a", stops.push("aa"));
        assertFalse(stops.found());
        assertEquals("", stops.push("b and more"));
        assertTrue(stops.found());
        assertEquals("", stops.push("more") + stops.finish());

        StopStrings never = new StopStrings(List.of("aab"));
        assertEquals("", never.push("aa"));
        assertEquals("aac", never.push("c"));
        assertEquals("", never.push("a"));
        assertEquals("a", never.finish());
        assertFalse(never.found());
    }

    @Test
    void theEarliestOfSeveralCuts() {
        assertEquals("1 ", new StopStrings(List.of("c", "b c", "a b")).push("1 a b c"));
    }

    @Test
    void anEmptyStopStringIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new StopStrings(List.of("a", "")));
    }
}
