package dev.smoltulu.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSourceTest {

    private static List<DataSource> parse(String json) {
        return DataSource.parse("data", JsonParser.parseString(json));
    }

    @Test
    void pathsAndLists() {
        assertEquals(List.of(DataSource.whole(Path.of("a.jsonl"))), parse("\"a.jsonl\""));
        assertEquals(
                List.of(
                        DataSource.whole(Path.of("a.jsonl")),
                        new DataSource(Path.of("b"), OptionalDouble.of(0.5), OptionalInt.empty()),
                        new DataSource(Path.of("c"), OptionalDouble.empty(), OptionalInt.of(7))),
                parse("[\"a.jsonl\", {\"path\": \"b\", \"weight\": 0.5}, {\"path\": \"c\", \"rows\": 7}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "7 # data: must be a path",
                "[] # data: the list is empty",
                "\"\" # data: the path is empty",
                "[{\"weight\": 1}] # data[0].path: must be",
                "[\"a\", {\"path\": \"b\", \"wieght\": 1}] # data[1]: unknown key",
                "[{\"path\": \"b\", \"weight\": 1, \"rows\": 2}] # data[0]: give weight or rows, not both",
                "{\"path\": \"b\", \"weight\": 0} # data.weight: 0 must be above 0",
                "{\"path\": \"b\", \"weight\": \"x\"} # data.weight: must be a number",
                "{\"path\": \"b\", \"rows\": 1.5} # data.rows: 1.5 must be a whole number",
                "null # data: missing"
            })
    void mistakesAreUsageErrors(String json, String message) {
        UserError error = assertThrows(UserError.class, () -> parse(json));
        assertEquals(2, error.exitCode());
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }
}
