package dev.smoltulu.base.python;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PythonLiteralTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            [{'a': None, "b": [True, False]}] | [{"a": null, "b": [true, false]}]
            ('x', 1, -2.5, 1e3,) | ["x", 1, -2.5, 1000]
            {} | {}
            [ ] | []
            () | []
            'it\\'s "so"\\n' | "it's \\"so\\"\\n"
            "\\x41\\u00e9\\U0001F600\\q" | "Aé😀\\\\q"
            """)
    void literals(String python, String json) {
        assertEquals(
                Optional.of(JsonParser.parseString(json).toString()),
                PythonLiteral.parse(python).map(value -> value.toString().replace("1E+3", "1000")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[1",
                "[1,,2]",
                "[,]",
                "{'a'}",
                "{'a': }",
                "{1: 2}",
                "'a",
                "a",
                "None1",
                "1 2",
                "'\n'",
                "__import__('os')",
                "\"\\x4\"",
                "\"\\U99999999\"",
                "1e9999"
            })
    void noLiterals(String python) {
        assertEquals(Optional.empty(), PythonLiteral.parse(python));
    }

    @Test
    void deepNestingIsRefused() {
        assertEquals(Optional.empty(), PythonLiteral.parse("[".repeat(1_000_000)));
    }
}
