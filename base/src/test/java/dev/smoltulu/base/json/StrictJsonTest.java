package dev.smoltulu.base.json;

import static dev.smoltulu.support.UserErrors.assertUserError;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {

    @Test
    void keepsTheTextOfNumbers() {
        String json = "{\"a\":1e-05,\"b\":100000,\"c\":10000.0,\"d\":[null,true,\"x\"]}";
        assertEquals(
                json,
                StrictJson.parseObject(json.getBytes(StandardCharsets.UTF_8), "here")
                        .toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"a\":2}      | key 'a' appears twice",
                "{\"a\":{\"b\":1,\"b\":2}} | key 'b' appears twice",
                "{\"a\":1              | ends too early",
                "{\"a\":01}            | malformed JSON at line 1, column",
                "{a:1}                 | malformed JSON at line 1, column",
                "{\"a\":NaN}           | malformed JSON at line 1, column",
                "{\"a\":1,}            | malformed JSON at line 1, column",
                "{\"a\":1} x           | malformed JSON at line 1, column",
                "{\"a\":1} 2           | malformed JSON",
                "[1]                   | expected a JSON object, found a list",
                "``                    | ends too early"
            })
    void namesWhatIsWrong(String json, String complaint) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertUserError(() -> StrictJson.parseObject(bytes, "file.json"), "file.json", complaint);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] bytes = "{\"a\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        bytes[6] = (byte) 0xff;
        assertUserError(() -> StrictJson.parseObject(bytes, "file.json"), "file.json: not UTF-8 text");
    }

    @Test
    void refusesDeepNesting() {
        byte[] bytes = ("{\"a\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        assertUserError(() -> StrictJson.parseObject(bytes, "file.json"), "file.json: malformed JSON");
    }

    @Test
    void refusesMissingAndLargeFiles(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("a.json");
        assertUserError(() -> StrictJson.readObject(file, 10), "a.json: no such file");
        Files.writeString(file, "{\"key\": \"value\"}");
        assertUserError(() -> StrictJson.readObject(file, 10), "a.json: 16 bytes is too large");
        assertEquals("value", StrictJson.readObject(file, 16).get("key").getAsString());
    }
}
