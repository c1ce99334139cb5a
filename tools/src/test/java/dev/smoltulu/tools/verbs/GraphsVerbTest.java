package dev.smoltulu.tools.verbs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.tools.CommandRun;
import dev.smoltulu.tools.quickstart.QuickstartFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphsVerbTest {

    private static final List<String> ARTIFACTS = List.of("training_model.onnx", "eval_model.onnx",
            "optimizer_model.onnx", "checkpoint");

    @TempDir
    static Path folder;
    private static Path model;

    @BeforeAll
    static void makeModel() {
        model = QuickstartFiles.create(folder, 7).model();
    }

    @Test
    void writesWhatATrainingSessionTakesAndTellsTheSizes() throws Exception {
        Path output = folder.resolve("artifacts");
        CommandRun run = graphs(output, "--max-length", "32", "--max-grad-norm", "1");
        assertEquals(0, run.code(), run.err());
        for (String name : ARTIFACTS) {
            Path file = output.resolve(name);
            assertTrue(Files.size(file) > 0, name);
            assertTrue(run.out().lines().anyMatch(line -> line.endsWith(file.toString())), run.out());
        }
    }

    @Test
    void seedAndClippingReachTheFiles() throws Exception {
        Path first = folder.resolve("first");
        Path again = folder.resolve("again");
        Path other = folder.resolve("other");
        graphs(first, "--seed", "1");
        graphs(again, "--seed", "1");
        graphs(other, "--seed", "2", "--max-grad-norm", "0.5");
        for (String name : ARTIFACTS) {
            assertArrayEquals(Files.readAllBytes(first.resolve(name)), Files.readAllBytes(again.resolve(name)), name);
        }
        assertFalse(sameBytes(first, other, "checkpoint"));
        assertFalse(sameBytes(first, other, "optimizer_model.onnx"));
    }

    @Test
    void aModelWithoutWeightsIsOneLine() throws Exception {
        Path bare = Files.createDirectories(folder.resolve("bare"));
        Files.copy(model.resolve("config.json"), bare.resolve("config.json"));
        CommandRun run = CommandRun.of("graphs", "--model", bare.toString(), "--output",
                folder.resolve("none").toString());
        assertEquals(1, run.code());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("model.safetensors"), run.err());
    }

    private static boolean sameBytes(Path one, Path other, String name) throws Exception {
        return Files.mismatch(one.resolve(name), other.resolve(name)) < 0;
    }

    private static CommandRun graphs(Path output, String... flags) {
        String[] words = new String[flags.length + 7];
        System.arraycopy(new String[] {"graphs", "--model", model.toString(), "--init", "random", "--output",
            output.toString()}, 0, words, 0, 7);
        System.arraycopy(flags, 0, words, 7, flags.length);
        return CommandRun.of(words);
    }
}
