package dev.smoltulu.test.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.generation.ExportedModel;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every exported file gives the same logits under the newest official ONNX Runtime for Java as under our own. */
class OfficialInferenceTest {

    private static final Path MODEL = SharedFolder.resolve("models/stories260K");
    private static final long[] IDS = {1, 403, 407, 261, 378, 432, 383};
    private static final long TIMEOUT_SECONDS = 120;

    @TempDir
    private Path folder;

    @Test
    void runsEveryFile() throws Exception {
        List<Path> files = new ArrayList<>();
        for (String style : List.of("portable", "fused")) {
            export(style, "--style", style, "--precision", "fp32,fp16,int8,int4,int4-fp16");
        }
        export("default", "--precision", "fp32,int4", "--int4", "symmetric", "--external-data");
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.filter(file -> file.toString().endsWith(".onnx")).sorted().forEach(files::add);
        }
        assertEquals(13, files.size(), files.toString());
        List<String> lines = official(files);
        LlamaConfig config = LlamaConfig.read(MODEL);
        for (int i = 0; i < files.size(); i++) {
            assertSame(files.get(i), ours(files.get(i), config), lines.get(i).split(" "));
        }
    }

    private void export(String name, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("export", "--no-verify", "--model", MODEL, "--output", folder.resolve(name)));
        words.addAll(List.of(more));
        CommandLine line = CommandLine.run(words.toArray());
        assertEquals(0, line.exitCode(), line.err());
    }

    private static void assertSame(Path file, float[] ours, String[] official) {
        // Newer releases compute half floats natively where older ones go through float.
        // And int4 rounds activations to eight bits, where a half float's last bit may move a number by a whole step.
        String name = file.getFileName().toString();
        double tolerance = name.contains("q4f16") ? 0.4 : name.contains("fp16") ? 0.2 : 1e-3;
        assertEquals(ours.length, official.length);
        for (int id = 0; id < ours.length; id++) {
            assertEquals(ours[id], Float.parseFloat(official[id]), tolerance, file + ", token " + id);
        }
    }

    private static float[] ours(Path file, LlamaConfig config) {
        try (ExportedModel model = new ExportedModel(file, config, SessionSettings.on(Device.CPU))) {
            long[] mask = new long[IDS.length];
            Arrays.fill(mask, 1);
            model.restart(1);
            float[] logits = model.feed(new long[][] {IDS}, new long[][] {mask}, new long[][] {
                LongStream.range(0, IDS.length).toArray()
            });
            return Arrays.copyOfRange(logits, logits.length - config.vocabSize(), logits.length);
        }
    }

    private List<String> official(List<Path> files) throws Exception {
        Path program = Path.of(OfficialInferenceTest.class
                .getResource("/official/OfficialInference.java")
                .toURI());
        Path jar = Path.of(System.getProperty("basedir", ""), "target", "official", "onnxruntime-newest.jar")
                .toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                jar.toString(),
                program.toString(),
                LongStream.of(IDS).mapToObj(Long::toString).collect(Collectors.joining(","))));
        files.forEach(file -> command.add(file.toString()));
        Path output = folder.resolve("official.out");
        Path errors = folder.resolve("official.err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the official API's JVM did not end in " + TIMEOUT_SECONDS + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), Files.readString(errors));
        return Files.readAllLines(output);
    }
}
