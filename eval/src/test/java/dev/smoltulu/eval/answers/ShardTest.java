package dev.smoltulu.eval.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShardTest {

    private static final String FINGERPRINT = "0123456789abcdef";

    @TempDir
    private Path folder;

    @Test
    void shardsAreDisjointAndTogetherEverything() {
        List<Integer> all = IntStream.range(0, 11).boxed().toList();
        List<Integer> together = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            together.addAll(new Shard(number, 4).of(all));
        }
        assertEquals(all, together.stream().sorted().toList());
        assertEquals(List.of(1, 5, 9), Shard.parse("2/4").of(all));
        assertEquals(all, Shard.WHOLE.of(all));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0/4", "5/4", "1/0", "1", "1/4/2", "-1/4", "1/99999"})
    void anythingElseIsRefused(String text) {
        assertTrue(assertThrows(UserError.class, () -> Shard.parse(text))
                .getMessage()
                .contains("1/4 to 4/4"));
    }

    @Test
    void theWholeTakesWhatShardsAnsweredAndClearsUp() throws Exception {
        for (int number = 1; number <= 2; number++) {
            try (AnswerLog log = open(new Shard(number, 2))) {
                log.append(Map.of(number - 1, new JsonPrimitive("answer " + number)));
            }
        }
        // A shard whose machine went in the middle of a line.
        Files.writeString(folder.resolve("answers_task_0123456789ab.shard-3-of-3.jsonl"), "{\"i\": 2, \"ans");
        AnswerLog whole = open(Shard.WHOLE);
        assertEquals(2, whole.present());
        assertEquals("answer 2", whole.find(1).orElseThrow().getAsString());
        assertTrue(whole.find(2).isEmpty());
        whole.delete();
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    private AnswerLog open(Shard shard) {
        return AnswerLog.open(folder, "task", FINGERPRINT, 3, shard);
    }
}
