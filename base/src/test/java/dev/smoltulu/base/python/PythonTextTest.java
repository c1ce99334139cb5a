package dev.smoltulu.base.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The expected values are what CPython 3.11 gives. */
class PythonTextTest {

    @Test
    void whiteSpaceIsThatOfUnicode() {
        assertEquals("a\u200b", PythonText.strip("\u00a0\u2028\u001c\u0085 a\u200b\u3000\n"));
        assertEquals(" a", PythonText.stripTrailing(" a\u2007"));
        assertTrue(PythonText.isBlank("\u000b\u202f"));
        assertFalse(PythonText.isBlank("\ufeff"));
    }

    @Test
    void charactersAreStrippedFromTheEnds() {
        assertEquals("a\"b", PythonText.strip("\"\"a\"b\"", '"'));
        assertEquals("", PythonText.strip("**", '*'));
        assertEquals("```", PythonText.removePrefix("``````", "```"));
        assertEquals("a", PythonText.removeSuffix("a```", "```"));
    }

    @Test
    void caseNeedsALetterThatHasIt() {
        assertTrue(PythonText.isUpper("A1!é".toUpperCase(Locale.ROOT)));
        assertFalse(PythonText.isUpper("12"));
        assertFalse(PythonText.isUpper("Aª"), "the ordinal sign is lower case");
        assertFalse(PythonText.isUpper("ǅA"), "a title-case letter is neither");
        assertTrue(PythonText.isUpper("Ⓐ中"));
        assertTrue(PythonText.isLower("aʰß"));
        assertFalse(PythonText.isLower("中"));
    }

    @Test
    void lowerCaseIsThatOfTheWholeText() {
        assertEquals("i\u0307", PythonText.lower("İ"));
        assertEquals("ὀδυσσεύς", PythonText.lower("ὈΔΥΣΣΕΎΣ"));
    }

    @Test
    void capitalizesTheFirstCharacterAndLowersTheRest() {
        assertEquals("", PythonText.capitalize(""));
        assertEquals("He runs. they wait", PythonText.capitalize("he RUNS. They wait"));
        assertEquals("[title] no", PythonText.capitalize("[title] NO"));
        assertEquals("Sst", PythonText.capitalize("ßT"));
        assertEquals("ǅx", PythonText.capitalize("ǆX"));
        assertEquals("𐐀𐐨", PythonText.capitalize("𐐨𐐀"));
    }

    @Test
    void stripsUnicodeSpaceAndCountsCodePoints() {
        assertEquals("a\u200bb", PythonText.strip("\u00a0\u2003\u0085\u001ca\u200bb\r\n\u3000"));
        assertEquals(3, PythonText.length("a😀é"));
    }
}
