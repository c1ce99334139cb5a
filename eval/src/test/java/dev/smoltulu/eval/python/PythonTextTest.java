package dev.smoltulu.eval.python;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The expected texts are CPython 3.11's. */
class PythonTextTest {

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
