package dev.smoltulu.base.python;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected values are what Python's {@code json.loads} does. */
class PythonJsonSyntaxTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " [1, -0.5e+3, 0] \r\n",
                "\"a\\u00e9\\ud800\\/\"",
                "NaN",
                "[-Infinity, Infinity]",
                "{\"a\": 1, \"a\": {\"\": null}}",
                "true",
                "-0",
                "1E400",
                "\"\u2028\u007f\""
            })
    void accepts(String text) {
        assertTrue(PythonJsonSyntax.accepts(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{a: 1}",
                "'a'",
                "01",
                "1.",
                ".5",
                "+1",
                "-",
                "1e",
                "-NaN",
                "\"a\nb\"",
                "\"\\x\"",
                "\"\\u00g0\"",
                "\"\\u00\"",
                "{} {}",
                "\u00a0{}",
                "\ufeff{}",
                "[1 2]",
                "nul",
                "True",
                "// a\n{}",
                "{\"a\" 1}",
                "{1: 2}",
                "\"a",
                "[",
                "{\"a\":"
            })
    void refuses(String text) {
        assertFalse(PythonJsonSyntax.accepts(text));
    }

    @Test
    void limitsAreThoseOfPython() {
        assertTrue(PythonJsonSyntax.accepts("-" + "1".repeat(4300)));
        assertFalse(PythonJsonSyntax.accepts("1".repeat(4301)));
        assertTrue(PythonJsonSyntax.accepts("1".repeat(4301) + ".0"));
        assertTrue(PythonJsonSyntax.accepts("[".repeat(900) + "]".repeat(900)));
        assertFalse(PythonJsonSyntax.accepts("[".repeat(100_000) + "]".repeat(100_000)));
    }
}
