package dev.smoltulu.tools.verbs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.artifacts.TrainingArtifacts;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.OnDeviceSession;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.tools.CommandRun;
import dev.smoltulu.tools.quickstart.QuickstartFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphsVerbTest {

    private static final List<String> ARTIFACTS =
            List.of("training_model.onnx", "eval_model.onnx", "optimizer_model.onnx", "checkpoint");

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

    @ParameterizedTest
    @CsvSource({
        "sft, ''",
        "dpo, --beta=0.3",
        "reward, ''",
        "grpo, --kl-estimator=kl2",
        "ppo, --cliprange=0.1",
        "value, --cliprange-value=0.5"
    })
    void everyObjectivesArtifactsAreLoadedByTheRuntime(String objective, String flag) {
        Path output = folder.resolve(objective);
        String[] flags = Stream.of("--objective", objective, "--max-length", "16", flag)
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
        CommandRun run = graphs(output, flags);
        assertEquals(0, run.code(), run.err());
        TrainingArtifacts artifacts = new TrainingArtifacts(
                output.resolve(ARTIFACTS.get(0)),
                output.resolve(ARTIFACTS.get(1)),
                output.resolve(ARTIFACTS.get(2)),
                output.resolve(ARTIFACTS.get(3)),
                Optional.empty());
        new OnDeviceSession(artifacts, SessionSettings.on(Device.CPU)).close();
    }

    @Test
    void constantsReachTheGraphsAndForeignFlagsAreRefused() throws Exception {
        Path first = folder.resolve("narrow");
        Path other = folder.resolve("wide");
        graphs(first, "--objective", "ppo", "--cliprange", "0.1");
        graphs(other, "--objective", "ppo", "--cliprange", "0.3");
        assertFalse(sameBytes(first, other, "training_model.onnx"));
        assertTrue(sameBytes(first, other, "checkpoint"));
        CommandRun foreign = graphs(first, "--objective", "ppo", "--beta", "1");
        assertEquals(2, foreign.code());
        assertEquals(
                "smoltulu: --beta is of no use to --objective ppo; leave it out",
                foreign.err().strip());
        CommandRun unknown = graphs(first, "--objective", "rl");
        assertEquals(2, unknown.code());
        assertEquals(
                "smoltulu: --objective must be one of sft, dpo, reward, grpo, ppo, value, not \"rl\"",
                unknown.err().strip());
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
        CommandRun run = CommandRun.of(
                "graphs",
                "--model",
                bare.toString(),
                "--output",
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
        System.arraycopy(
                new String[] {"graphs", "--model", model.toString(), "--init", "random", "--output", output.toString()},
                0,
                words,
                0,
                7);
        System.arraycopy(flags, 0, words, 7, flags.length);
        return CommandRun.of(words);
    }
}
