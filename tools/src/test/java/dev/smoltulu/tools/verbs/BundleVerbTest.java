package dev.smoltulu.tools.verbs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.tools.CommandRun;
import dev.smoltulu.tools.cli.ProgramHome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a command line can get wrong; making a bundle is tested where it can run. */
class BundleVerbTest {

    @TempDir
    Path folder;

    @BeforeEach
    void standInASourceTree() throws Exception {
        Files.createFile(folder.resolve("pom.xml"));
        System.setProperty(ProgramHome.PROPERTY, folder.toString());
    }

    @AfterEach
    void leave() {
        System.clearProperty(ProgramHome.PROPERTY);
    }

    private void refused(int code, String message, String... flags) {
        String[] words = new String[flags.length + 3];
        words[0] = "bundle";
        words[1] = "--output";
        words[2] = folder.resolve("out").toString();
        System.arraycopy(flags, 0, words, 3, flags.length);
        CommandRun run = CommandRun.of(words);
        assertEquals(code, run.code(), run.err());
        assertTrue(run.err().contains(message), run.err());
        assertEquals(1, run.err().strip().lines().count(), run.err());
    }

    @Test
    void whatCannotBeMeantIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), "{}");
        refused(2, "--split must be a size", "--split", "60");
        refused(2, "--split must be a size", "--split", "10k");
        refused(2, "does not exist", "--include", folder.resolve("nothing").toString());
        refused(2, "would stand at ../x", "--include", file + "=../x");
        refused(2, "would stand at lib/x", "--include", file + "=lib/x");
        refused(2, "would both stand at data", "--include", file + "=data/rows", "--include", file + "=data");
        refused(2, "device 'gpu' is unknown", "--device", "gpu");
        assertEquals(2, CommandRun.of("bundle").code());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void withoutTheCudaBuildThereIsNoBundleForCuda() {
        refused(1, "CUDA build is not among this program's jars", "--device", "cuda");
    }

    @Test
    void aBundleIsMadeFromASourceTreeOnly() {
        System.clearProperty(ProgramHome.PROPERTY);
        refused(1, "made from the program's source tree");
    }
}
