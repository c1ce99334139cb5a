package dev.smoltulu.test.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code smoltulu export} and {@code smoltulu verify}: what is in the folder, what is found out, what is refused. */
class ExportTest {

    private static final Path MODEL = SharedFolder.resolve("models/stories260K");

    @TempDir
    private Path folder;

    @Test
    void everyPrecisionIsWithinItsTolerance() throws IOException {
        Path output = folder.resolve("deploy");
        CommandLine line = CommandLine.run(
                "export", "--model", MODEL, "--output", output, "--precision", "fp32,fp16,int8,int4,int4-fp16");
        assertEquals(0, line.exitCode(), line.out() + line.err());
        JsonObject report = read(output.resolve("verify.json"));
        assertTrue(report.get("passed").getAsBoolean());
        assertEquals(6, report.getAsJsonArray("files").size());
        assertTrue(Files.size(output.resolve("model_genai.onnx")) < 100_000, "the graph shares its weights");
        assertEquals(
                "model_genai.onnx",
                read(output.resolve("genai_config.json"))
                        .getAsJsonObject("model")
                        .getAsJsonObject("decoder")
                        .get("filename")
                        .getAsString());
        assertEquals(
                "float16",
                read(output.resolve("config.json"))
                        .getAsJsonObject("transformers.js_config")
                        .getAsJsonObject("kv_cache_dtype")
                        .get("fp16")
                        .getAsString());
    }

    @Test
    void fusedFilesAreWithinTheirTolerance() throws IOException {
        Path output = folder.resolve("fused");
        CommandLine line = CommandLine.run(
                "export",
                "--model",
                MODEL,
                "--output",
                output,
                "--style",
                "fused",
                "--precision",
                "fp32,int8,int4",
                "--int4",
                "symmetric");
        assertEquals(0, line.exitCode(), line.out() + line.err());
        assertEquals(
                "onnx/model_q4.onnx",
                read(output.resolve("genai_config.json"))
                        .getAsJsonObject("model")
                        .getAsJsonObject("decoder")
                        .get("filename")
                        .getAsString());
    }

    @Test
    void aChangedFileIsFoundOut() throws IOException {
        Path output = folder.resolve("deploy");
        assertEquals(
                0,
                CommandLine.run("export", "--no-verify", "--model", MODEL, "--output", output)
                        .exitCode());
        Path file = output.resolve("onnx/model.onnx");
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            // The last weight is the final normalisation's.
            bytes.seek(bytes.length() - 128);
            bytes.write(new byte[128]);
        }
        CommandLine line = CommandLine.run("verify", "--model", MODEL, "--export", output);
        assertEquals(1, line.exitCode(), line.out());
        assertTrue(line.out().contains("beyond tolerance: onnx/model.onnx"), line.out());
    }

    @Test
    void trainingArtifactsAreThoseOfGraphs() throws IOException {
        Path output = folder.resolve("training");
        Path graphs = folder.resolve("graphs");
        CommandLine line = CommandLine.run("export", "--format", "ort-training", "--model", MODEL, "--output", output);
        assertEquals(0, line.exitCode(), line.err());
        assertEquals(
                0,
                CommandLine.run("graphs", "--model", MODEL, "--output", graphs).exitCode());
        for (String name : List.of("training_model.onnx", "eval_model.onnx", "optimizer_model.onnx", "checkpoint")) {
            assertEquals(-1, Files.mismatch(output.resolve(name), graphs.resolve(name)), name);
        }
    }

    @Test
    void mistakesLeaveNothingBehind() throws IOException {
        Path output = folder.resolve("deploy");
        refused(2, "--precision takes fp32", "export", "--model", MODEL, "--output", output, "--precision", "int3");
        refused(2, "--style must be", "export", "--model", MODEL, "--output", output, "--style", "fast");
        refused(2, "lacks --output", "export", "--model", MODEL);
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.copy(MODEL.resolve("config.json"), broken.resolve("config.json"));
        refused(1, "model.safetensors", "export", "--model", broken, "--output", output);
        byte[] weights = Files.readAllBytes(MODEL.resolve("model.safetensors"));
        Files.write(broken.resolve("model.safetensors"), Arrays.copyOf(weights, weights.length / 2));
        refused(1, "model.safetensors", "export", "--model", broken, "--output", output);
        refused(2, "lies in the model's own folder", "export", "--model", broken, "--output", broken.resolve("deploy"));
        refused(2, "exists already", "export", "--model", MODEL, "--output", broken);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(broken), left.toList());
        }
    }

    private static void refused(int code, String message, Object... words) {
        CommandLine line = CommandLine.run(words);
        assertEquals(code, line.exitCode(), line.err());
        assertTrue(line.err().contains(message), line.err());
        assertEquals(1, line.err().lines().count(), line.err());
        assertFalse(line.err().contains("Exception"), line.err());
    }

    private static JsonObject read(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }
}
