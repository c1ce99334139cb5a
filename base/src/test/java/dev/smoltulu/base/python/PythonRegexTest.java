package dev.smoltulu.base.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;

/** The expected values are what Python's {@code re} gives. */
class PythonRegexTest {

    private static final String SAMPLE = "a1_ \né²!हि\u2028z";

    @Test
    void setsFollowPythonsUnicode() {
        assertEquals(List.of("a1_", "é²", "ह", "z"), all("\\w+", SAMPLE));
        assertEquals(List.of(" \n", "\u2028"), all("\\s+", SAMPLE));
        assertEquals(List.of("a", "_", "é", "²", "ह", "z"), all("[^\\W\\d]", SAMPLE));
        assertEquals(List.of("1", " ", "\n", "!", "ि", "\u2028"), all("[\\W\\d]", SAMPLE));
        assertEquals(List.of("\n", "\u2028"), all("[^\\S ]", SAMPLE));
        assertEquals(List.of("1"), all("\\d", SAMPLE));
        assertEquals(8, PythonRegex.compile("\\b").count(SAMPLE));
        assertEquals(5, PythonRegex.compile("\\B").count(SAMPLE));
        assertEquals(List.of("a", "-", "b"), all("[\\w-]", "a-b+"));
    }

    @Test
    void onlyALineFeedEndsALine() {
        assertEquals(List.of("a\r\u2028\u0085b"), all("a.*", "a\r\u2028\u0085b\nc"));
        assertEquals(List.of("x"), all("x$", "x\n"));
        assertEquals(List.of(), all("x$", "x\r\n"));
        assertEquals(2, PythonRegex.compile("^x", PythonRegex.Flag.MULTILINE).count("x\nx\rx"));
    }

    @Test
    void caseIsThatOfUnicode() {
        assertEquals(
                3,
                PythonRegex.compile("straße|K|ſ", PythonRegex.Flag.IGNORECASE).count("STRAßE \u212a s"));
    }

    @Test
    void syntaxIsPythons() {
        assertEquals(List.of("{x}"), all("{x}", "{x}"));
        assertEquals(List.of("aa"), all("^a{,2}", "aaa"));
        assertEquals(List.of("a", "]"), all("[]a]", "a]b"));
        assertEquals(List.of("[", "&"), all("[[&&]", "[&^"));
        assertEquals(List.of("abab"), all("(?P<two_letters>ab)(?P=two_letters)(?#a comment)", "abab"));
        assertEquals(List.of("b"), all("b\\Z", "b\nb"));
        assertEquals(List.of("Aé"), all("\\x41\\u00e9", "Aé"));
        assertEquals(List.of("$"), all("\\$", "$"));
    }

    @Test
    void whatPythonRefusesIsRefused() {
        for (String pattern : List.of("a(", "*a", "[a", "\\p{L}", "\\Qa\\E", "a\\", "\\x4", "(?P=none)")) {
            assertThrows(PatternSyntaxException.class, () -> PythonRegex.compile(pattern), pattern);
        }
    }

    @Test
    void splitKeepsEmptyPiecesAndGroups() {
        assertEquals(List.of("", "a", "", ""), PythonRegex.compile(",").split(",a,,"));
        assertEquals(List.of("a", "-", "b"), PythonRegex.compile("(-)").split("a-b"));
    }

    @Test
    void aLongRunDoesNotOverflowTheStack() {
        assertTrue(PythonRegex.compile("(?:\\s\\.){2,}+").found(" .".repeat(100_000)));
    }

    private static List<String> all(String pattern, String text) {
        return PythonRegex.compile(pattern).findAll(text);
    }
}
