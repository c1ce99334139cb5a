package dev.smoltulu.tools.verbs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.tools.CommandRun;
import dev.smoltulu.tools.quickstart.QuickstartFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataVerbTest {

    @TempDir
    static Path folder;

    private static Path model;
    private static Path rows;

    @BeforeAll
    static void makeModelAndRows() throws Exception {
        model = QuickstartFiles.create(folder, 7).model();
        rows = Files.writeString(folder.resolve("rows.jsonl"), """
                {"prompt": "Say 1: ", "completion": "1"}
                {"prompt": "Say 2: ", "completion": "2"}
                """);
    }

    @Test
    void marksWhatIsTrainedAndCounts() {
        CommandRun run = show("--data", rows.toString(), "--chat-template", "chatml");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("Say 1:·【1"), run.out());
        assertTrue(run.out().contains("rows.jsonl, line 2"), run.out());
        assertTrue(run.out().lines().anyMatch(line -> line.startsWith("2 rows, ")), run.out());
    }

    @Test
    void rowsAndColourAreTheUsersChoice() {
        CommandRun run =
                show("--data", rows.toString(), "--chat-template", "chatml", "--rows", "1", "--color", "always");
        assertTrue(run.out().contains("\u001b[32m1"), run.out());
        assertFalse(run.out().contains("Say 2"), run.out());
    }

    @Test
    void readsARecipeAndPrintsOnlyCountsForNoRows() throws Exception {
        Path recipe = Files.writeString(folder.resolve("recipe.json"), """
                {"model": "%s", "data": "%s", "chat_template": "chatml", "max_length": 6}
                """.formatted(model, rows));
        CommandRun run = CommandRun.of("data", "show", "--config", recipe.toString(), "--rows", "0");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().startsWith("2 rows, 12 tokens, "), run.out());
        assertTrue(run.out().contains("2 cut at max_length"), run.out());
    }

    @Test
    void aBrokenRowIsNamed() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.jsonl"), """
                {"prompt": "a", "completion": "b"}
                {
                """);
        CommandRun run = show("--data", broken.toString(), "--chat-template", "chatml");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("broken.jsonl, line 2"), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    private static CommandRun show(String... flags) {
        String[] words = new String[flags.length + 4];
        System.arraycopy(new String[] {"data", "show", "--model", model.toString()}, 0, words, 0, 4);
        System.arraycopy(flags, 0, words, 4, flags.length);
        return CommandRun.of(words);
    }
}
