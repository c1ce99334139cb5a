package dev.smoltulu.eval.ifeval.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

/** The expected values are what Python's {@code json.loads} does. */
class PythonJsonSyntaxTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", " [1, -0.5e+3, 0] \r\n", "\"a\\u00e9\\ud800\\/\"", "NaN", "[-Infinity, Infinity]",
        "{\"a\": 1, \"a\": {\"\": null}}", "true", "-0", "1E400", "\"\u2028\u007f\""})
    void accepts(String text) {
        assertEquals(true, PythonJsonSyntax.accepts(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,]", "{\"a\":1,}", "{a: 1}", "'a'", "01", "1.", ".5", "+1", "-", "1e", "-NaN",
        "\"a\nb\"", "\"\\x\"", "\"\\u00g0\"", "\"\\u00\"", "{} {}", "\u00a0{}", "\ufeff{}", "[1 2]", "nul", "True",
        "// a\n{}", "{\"a\" 1}", "{1: 2}", "\"a", "[", "{\"a\":"})
    void refuses(String text) {
        assertEquals(false, PythonJsonSyntax.accepts(text));
    }

    @Test
    void limitsAreThoseOfPython() {
        assertEquals(true, PythonJsonSyntax.accepts("-" + "1".repeat(4300)));
        assertEquals(false, PythonJsonSyntax.accepts("1".repeat(4301)));
        assertEquals(true, PythonJsonSyntax.accepts("1".repeat(4301) + ".0"));
        assertEquals(true, PythonJsonSyntax.accepts("[".repeat(900) + "]".repeat(900)));
        assertEquals(false, PythonJsonSyntax.accepts("[".repeat(100_000) + "]".repeat(100_000)));
    }
}
