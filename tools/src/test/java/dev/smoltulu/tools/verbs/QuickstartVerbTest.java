package dev.smoltulu.tools.verbs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.tools.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartVerbTest {

    @TempDir
    Path folder;

    @Test
    void leavesWhatIsInItsFolderAlone() throws Exception {
        Path kept = Files.writeString(folder.resolve("notes.txt"), "mine");
        CommandRun run = CommandRun.of("quickstart", "--output", folder.toString());
        assertEquals(2, run.code());
        assertTrue(run.err().contains("--output " + folder + " exists already"), run.err());
        try (Stream<Path> entries = Files.list(folder)) {
            assertEquals(List.of(kept), entries.toList());
        }
    }
}
