package dev.smoltulu.tools.verbs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.tools.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchVerbTest {

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({"generate, tokens, 12, --batch 3 --prompt-tokens 5 --new-tokens 4", "score, items, 7, --items 7"})
    void tellsWorkASecond(String kind, String unit, int work, String amounts) throws Exception {
        Path file = temp.resolve("speed.json");
        CommandRun run = CommandRun.of(("bench " + kind + " --rounds 2 --model "
                        + SharedFolder.resolve("models/stories260K") + " --output " + file + " " + amounts)
                .split(" "));
        assertEquals(0, run.code(), run.err());
        assertTrue(
                run.out()
                        .matches("[\\d,.]+ " + unit + "/s: " + work + " " + unit
                                + " in [\\d.]+ s, the median of 2 rounds on cpu\\n"),
                run.out());
        JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        double first = json.getAsJsonArray("seconds").get(0).getAsDouble();
        double second = json.getAsJsonArray("seconds").get(1).getAsDouble();
        assertEquals((first + second) / 2, json.get("median_seconds").getAsDouble(), 1e-12);
        assertEquals(
                work / ((first + second) / 2), json.get(unit + "_per_second").getAsDouble(), 1e-6 * work / first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bench | say what is to be measured: smoltulu bench generate, or smoltulu bench score",
                "bench train --model x | say what is to be measured: smoltulu bench generate, or smoltulu bench score",
                "bench score | bench lacks --model (model folder or hub id); add --model DIR",
                "bench score --model x --items 0 | --items must be a whole number from 1 to 9999999, not \"0\""
            })
    void refusesInOneLine(String words, String message) {
        CommandRun run = CommandRun.of(words.split(" "));
        assertEquals(2, run.code());
        assertEquals("smoltulu: " + message + "\n", run.err());
    }

    @Test
    void refusesSequencesThatDoNotFit() {
        CommandRun run = CommandRun.of(
                "bench",
                "generate",
                "--model",
                SharedFolder.resolve("models/stories260K").toString(),
                "--new-tokens",
                "9000");
        assertEquals(2, run.code());
        assertEquals(
                "smoltulu: sequences of 9064 tokens are longer than the 512 positions that the model has; take fewer "
                        + "tokens\n",
                run.err());
    }
}
