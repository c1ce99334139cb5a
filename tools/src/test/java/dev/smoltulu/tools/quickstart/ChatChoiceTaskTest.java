package dev.smoltulu.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.eval.EvalTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChatChoiceTaskTest {

    @TempDir
    private Path temp;

    @Test
    void everyQuestionHasOneRightAnswerAmongFourAndIsNotTrainedOn() throws IOException {
        Path task = ChatChoiceTask.write(temp, 42);
        assertEquals("chat_choices", EvalTask.parse(task.toString()).get(0).name());
        Set<String> trained = new HashSet<>();
        ProblemCorpus corpus = ProblemCorpus.generate(42, 4000, 10);
        corpus.train().forEach(row -> trained.addAll(row.questions()));
        List<String> rows = Files.readAllLines(temp.resolve("data/heldout_choices.jsonl"));
        assertEquals(rows.size(), Set.copyOf(rows).size());
        assertTrue(rows.size() >= 100, rows.size() + " questions");
        Set<Integer> places = new HashSet<>();
        for (String line : rows) {
            JsonObject row = JsonParser.parseString(line).getAsJsonObject();
            List<String> choices = row.getAsJsonArray("choices").asList().stream()
                    .map(JsonElement::getAsString)
                    .toList();
            assertEquals(4, Set.copyOf(choices).size());
            places.add(row.get("gold").getAsInt());
            String question = row.get("question").getAsString();
            assertTrue(!trained.contains(question), question);
            if (question.startsWith("What is ")) {
                String sum = question.substring("What is ".length(), question.length() - 1);
                assertTrue(choices.get(row.get("gold").getAsInt()).startsWith(sum + " = "), line);
            }
        }
        assertEquals(Set.of(0, 1, 2, 3), places);
    }
}
