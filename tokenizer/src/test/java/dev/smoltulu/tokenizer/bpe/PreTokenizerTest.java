package dev.smoltulu.tokenizer.bpe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PreTokenizerTest {

    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        PreTokenizer.split(text, pieces::add);
        assertEquals(text, String.join("", pieces));
        return pieces;
    }

    @Test
    void everyDigitIsAPieceAndSoIsTheSpaceBeforeIt() {
        assertEquals(List.of("Hello", " world", "!", " ", "1", "2", "3"), pieces("Hello world! 123"));
        assertEquals(List.of("x", "²", "½", "Ⅷ", "٣"), pieces("x²½Ⅷ٣"));
    }

    @Test
    void spacesLeaveOneForTheWordThatFollows() {
        assertEquals(List.of(" ", " multiple", "  ", " spaces"), pieces("  multiple   spaces"));
        assertEquals(List.of("a", "\n\n", "\n", "b", "  "), pieces("a\n\n\nb  "));
        assertEquals(List.of("a", "\u00a0", "\u2003", "b"), pieces("a\u00a0\u2003b"));
    }

    @Test
    void contractionsPunctuationAndOtherScripts() {
        assertEquals(List.of("Tom", "'s", " isn", "'t", " déjà", " 東京", " ✓✓."), pieces("Tom's isn't déjà 東京 ✓✓."));
        assertEquals(List.of(".", "\n", "####", " ", "8"), pieces(".\n#### 8"));
    }
}
