package dev.smoltulu.verifiers.ifeval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The verdicts of lm-evaluation-harness on the responses of two models, instruction by instruction. */
class ReferenceVerdictsTest {

    private static final Path DATA = SharedFolder.resolve("data/ifeval");

    @Test
    void allVerdictsOnTheSmallModelAgree() throws IOException {
        assertEquals(List.of(), disagreements("qwen2.5-0.5b"));
    }

    /** For row 1122 the harness counts a letter that it draws at random. */
    @Test
    void oneVerdictOnTheLargeModelIsAMatterOfChance() throws IOException {
        assertEquals(List.of("1122 strict keywords:letter_frequency"), disagreements("aya-23-8b"));
    }

    private static List<String> disagreements(String model) throws IOException {
        Map<Integer, JsonObject> docs = rows(DATA.resolve("input_data.jsonl"));
        Map<Integer, JsonObject> responses = rows(DATA.resolve(model).resolve("responses.jsonl"));
        List<String> disagreements = new ArrayList<>();
        int verdicts = 0;
        for (Map.Entry<Integer, JsonObject> row :
                rows(DATA.resolve(model).resolve("reference.jsonl")).entrySet()) {
            int key = row.getKey();
            List<Instruction> instructions = IfevalChecker.instructions(docs.get(key), "key " + key);
            String response = responses.get(key).get("response").getAsString();
            verdicts += instructions.size();
            compare(
                    key + " strict ",
                    instructions,
                    row.getValue().getAsJsonArray("strict"),
                    IfevalChecker.strict(instructions, response),
                    disagreements);
            compare(
                    key + " loose ",
                    instructions,
                    row.getValue().getAsJsonArray("loose"),
                    IfevalChecker.loose(instructions, response),
                    disagreements);
        }
        assertEquals(832, verdicts);
        return disagreements;
    }

    private static void compare(
            String prefix,
            List<Instruction> instructions,
            JsonArray expected,
            boolean[] actual,
            List<String> disagreements) {
        for (int i = 0; i < actual.length; i++) {
            if (expected.get(i).getAsBoolean() != actual[i]) {
                disagreements.add(prefix + instructions.get(i).type().id());
            }
        }
    }

    private static Map<Integer, JsonObject> rows(Path file) throws IOException {
        Map<Integer, JsonObject> rows = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            JsonObject row = JsonParser.parseString(line).getAsJsonObject();
            rows.put(row.get("key").getAsInt(), row);
        }
        return rows;
    }
}
