package dev.smoltulu.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifiableRowsTest {

    private static final Pattern END = Pattern.compile("= (\\d+) [^\\n]*\\n#### (\\d+)$");

    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() {
        VerifiableRows.write(ProblemCorpus.generate(3, 800, 100), folder);
    }

    private static List<JsonObject> rows(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name)).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private static String answer(JsonObject pair, String side) {
        return pair.getAsJsonArray(side).get(1).getAsJsonObject().get("content").getAsString();
    }

    @Test
    void promptsAreQuestionsWithTheNumberOfTheirAnswer() throws IOException {
        for (JsonObject row : rows("rlvr_heldout.jsonl")) {
            assertEquals(1, row.getAsJsonArray("messages").size());
            assertTrue(row.get("ground_truth").getAsString().matches("\\d+"), row.toString());
            assertEquals("gsm8k", row.get("dataset").getAsString());
        }
    }

    @Test
    void aWrongAnswerEndsConsistentlyInAnotherNumber() throws IOException {
        List<JsonObject> pairs = rows("pairs.jsonl");
        List<JsonObject> prompts = rows("rlvr_train.jsonl");
        assertEquals(prompts.size(), pairs.size());
        for (int i = 0; i < pairs.size(); i++) {
            Matcher right = END.matcher(answer(pairs.get(i), "chosen"));
            Matcher wrong = END.matcher(answer(pairs.get(i), "rejected"));
            assertTrue(right.find() && wrong.find(), pairs.get(i).toString());
            assertEquals(prompts.get(i).get("ground_truth").getAsString(), right.group(2));
            assertEquals(wrong.group(1), wrong.group(2), "the last line repeats the calculation's number");
            assertNotEquals(right.group(2), wrong.group(2));
        }
    }
}
