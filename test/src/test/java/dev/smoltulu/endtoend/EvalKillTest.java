package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at any moment of an evaluation costs time, never answers. */
@Tag("slow")
final class EvalKillTest {

    private static final List<String> TASKS = List.of("arc_easy", "gsm8k");

    @TempDir
    private Path temp;

    private static EvalCommand command(Path output) {
        return EvalCommand.onStories(
                output, String.join(",", TASKS), "--limit", 40, "--batch-tokens", 1024, "--max-new-tokens", 48);
    }

    @Test
    void anEvaluationKilledInEveryTaskIsTheOneThatWasNot() throws Exception {
        EvalCommand straight = command(temp.resolve("straight")).finish();
        EvalCommand killed = command(temp.resolve("killed"));
        kill(killed, "answers_arc_easy", 6);
        kill(killed, "answers_arc_easy", 20);
        // The lines that a kill in the middle of a write leaves.
        Files.writeString(killed.files("answers_arc_easy").get(0), "{\"i\": 39, \"ans", StandardOpenOption.APPEND);
        kill(killed, "answers_gsm8k", 10);
        killed.finish();
        assertEquals(straight.results(), killed.results());
        for (String task : TASKS) {
            assertEquals(-1, Files.mismatch(straight.samples(task), killed.samples(task)), task);
        }
        assertEquals(List.of(), killed.files("answers_"));
    }

    /** Kills the command once the log has this many lines; it must not have ended by itself before. */
    private static void kill(EvalCommand command, String log, int lines) throws Exception {
        try (ChildRun child = command.start()) {
            child.await(() -> command.files(log).stream().anyMatch(file -> lines(file) >= lines));
            assertEquals(137, child.kill(), "killed with " + lines + " answers in " + log);
        }
        assertTrue(command.files(log).stream().anyMatch(file -> lines(file) >= lines));
    }

    private static long lines(Path file) {
        try {
            return Files.readString(file).chars().filter(c -> c == '\n').count();
        } catch (IOException e) {
            return 0;
        }
    }
}
