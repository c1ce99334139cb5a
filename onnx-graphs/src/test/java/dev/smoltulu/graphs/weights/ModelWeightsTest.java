package dev.smoltulu.graphs.weights;

import static dev.smoltulu.support.UserErrors.assertUserError;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ParameterSpec.Kind;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelWeightsTest {

    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    private Path folder;

    @Test
    void readsARealModelAndItsShardsAlike() {
        Path stories = SharedFolder.resolve("models/stories260K");
        List<ParameterSpec> parameters = LlamaParameters.of(LlamaConfig.read(stories));
        try (ModelWeights single = ModelWeights.open(stories)) {
            single.checkAgainst(parameters);
            ModelWriter.write(
                    folder,
                    parameters.stream()
                            .map(p -> OutputTensor.of(
                                    single.info(p.name()), (first, chunk) -> single.readFloats(p.name(), first, chunk)))
                            .toList(),
                    300_000);
            try (ModelWeights sharded = ModelWeights.open(folder)) {
                sharded.checkAgainst(parameters);
                assertEquals(single.names(), sharded.names());
                for (ParameterSpec parameter : parameters) {
                    assertArrayEquals(read(single, parameter), read(sharded, parameter), parameter.name());
                }
            }
        }
        assertTrue(Files.exists(folder.resolve("model-00001-of-00004.safetensors")));
    }

    @Test
    void writesTheIndexAsTransformersDoes() throws IOException {
        writeShards();
        assertEquals("""
                {
                  "metadata": {
                    "total_parameters": 5,
                    "total_size": 20
                  },
                  "weight_map": {
                    "a": "model-00001-of-00002.safetensors",
                    "b": "model-00002-of-00002.safetensors"
                  }
                }
                """, Files.readString(folder.resolve(INDEX)));
    }

    @Test
    void aNewSaveRemovesWhatAnEarlierOneLeft() throws IOException {
        writeShards();
        ModelWriter.write(folder, List.of(SafetensorsWriterTest.floats("a", DType.F32, 1)));
        assertEquals(Set.of("model.safetensors"), entries());
        writeShards();
        assertEquals(Set.of(FIRST, SECOND, INDEX), entries());
    }

    @Test
    void refusesShardsThatDoNotMatchTheIndex() throws IOException {
        writeShards();
        Files.delete(folder.resolve(SECOND));
        assertUserError(() -> ModelWeights.open(folder), SECOND + ": no such file", INDEX + " names it");
        write(SECOND, SafetensorsWriterTest.floats("c", DType.F32, 1));
        assertUserError(() -> ModelWeights.open(folder), SECOND + ": has no tensor 'b'", INDEX);
        write(SECOND, SafetensorsWriterTest.floats("b", DType.F32, 1), SafetensorsWriterTest.floats("c", DType.F32, 1));
        assertUserError(() -> ModelWeights.open(folder), SECOND + ": tensor 'c' is not in ", INDEX);
        write(SECOND, SafetensorsWriterTest.floats("b", DType.F32, 1), SafetensorsWriterTest.floats("a", DType.F32, 1));
        assertUserError(() -> ModelWeights.open(folder), SECOND + ": tensor 'a' is placed in another file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x.safetensors",
                "/etc/hostname",
                "..",
                "a/b.safetensors",
                "a\\b.safetensors",
                "C:x.safetensors",
                "",
                "a\0b"
            })
    void refusesShardNamesThatLeaveTheFolder(String name) throws IOException {
        Files.writeString(folder.resolve(INDEX), "{\"weight_map\":{\"a\":" + new JsonPrimitive(name) + "}}");
        assertUserError(() -> ModelWeights.open(folder), INDEX, "is refused, weights must lie in the model's own");
    }

    @Test
    void refusesLinksThatLeaveTheFolderButFollowsTheHubsCache() throws IOException {
        Path repository = Files.createDirectories(folder.resolve("models--a--b"));
        Path snapshot = Files.createDirectories(repository.resolve("snapshots/abc"));
        Path blobs = Files.createDirectories(repository.resolve("blobs"));
        SafetensorsWriter.write(
                blobs.resolve("123"),
                List.of(SafetensorsWriterTest.floats("a", DType.F32, 7)),
                SafetensorsWriter.PYTORCH);
        Path link = snapshot.resolve("model.safetensors");
        Files.createSymbolicLink(link, Path.of("../../blobs/123"));
        try (ModelWeights weights = ModelWeights.open(snapshot)) {
            assertEquals(Set.of("a"), weights.names());
        }
        Path outside = Files.copy(blobs.resolve("123"), folder.resolve("outside"));
        Files.delete(link);
        Files.createSymbolicLink(link, outside);
        assertUserError(() -> ModelWeights.open(snapshot), "model.safetensors: is a link to", "refused");
        Path plain = Files.createDirectories(folder.resolve("plain"));
        Files.createSymbolicLink(plain.resolve("model.safetensors"), outside);
        assertUserError(() -> ModelWeights.open(plain), "model.safetensors: is a link to", "refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"weight_map\":[]}", "{\"weight_map\":{}}", "{\"weight_map\":{\"a\":1}}", "{"})
    void refusesABrokenIndex(String json) throws IOException {
        Files.writeString(folder.resolve(INDEX), json);
        assertUserError(() -> ModelWeights.open(folder), INDEX + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pytorch_model.bin", "pytorch_model.pt"})
    void refusesPickledWeightsWithTheWayOut(String name) throws IOException {
        Files.writeString(folder.resolve(name), "pickle");
        assertUserError(() -> ModelWeights.open(folder), name, "convert them to safetensors");
    }

    @Test
    void namesMissingFolderAndWeights() {
        assertUserError(() -> ModelWeights.open(folder.resolve("none")), "none: no such model folder");
        assertUserError(() -> ModelWeights.open(folder), "has neither model.safetensors nor " + INDEX);
    }

    @Test
    void checksNamesShapesAndTypes() {
        ParameterSpec a = new ParameterSpec("a", List.of(3L), Kind.NORM);
        write(
                "model.safetensors",
                SafetensorsWriterTest.floats("a", DType.BF16, 1, 2, 3),
                SafetensorsWriterTest.floats("lm_head.weight", DType.F32, 1),
                SafetensorsWriterTest.floats("model.layers.0.self_attn.rotary_emb.inv_freq", DType.F32, 1));
        try (ModelWeights weights = ModelWeights.open(folder)) {
            weights.checkAgainst(List.of(a));
            assertUserError(
                    () -> weights.checkAgainst(List.of(new ParameterSpec("a", List.of(1L, 3L), Kind.NORM))),
                    "model.safetensors: tensor 'a' has shape [3], config.json asks for [1, 3]");
            assertUserError(
                    () -> weights.checkAgainst(List.of(a, new ParameterSpec("b", List.of(2L), Kind.NORM))),
                    "model.safetensors: tensor 'b' is missing",
                    "[2]");
            assertUserError(() -> weights.checkAgainst(List.of()), "model.safetensors: unexpected tensor 'a'");
            assertUserError(() -> weights.info("b"), "has no tensor 'b'");
        }
        write(
                "model.safetensors",
                OutputTensor.ofLongs(new TensorInfo("a", DType.I64, List.of(3L)), (first, chunk) -> chunk.position(3)));
        try (ModelWeights weights = ModelWeights.open(folder)) {
            assertUserError(() -> weights.checkAgainst(List.of(a)), "tensor 'a' is I64; weights must be F32, F16 or");
            assertUserError(
                    () -> weights.checkAgainst(List.of(new ParameterSpec("lm_head.weight", List.of(1L), Kind.HEAD))),
                    "tie_word_embeddings");
        }
    }

    private void writeShards() {
        ModelWriter.write(
                folder,
                List.of(
                        SafetensorsWriterTest.floats("a", DType.F32, 1, 2, 3),
                        SafetensorsWriterTest.floats("b", DType.F32, 4, 5)),
                12);
    }

    private void write(String name, OutputTensor... tensors) {
        SafetensorsWriter.write(folder.resolve(name), List.of(tensors), SafetensorsWriter.PYTORCH);
    }

    private Set<String> entries() throws IOException {
        List<String> names = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(folder)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        return Set.copyOf(names);
    }

    private static float[] read(ModelWeights weights, ParameterSpec parameter) {
        FloatBuffer values = FloatBuffer.allocate((int) parameter.elements());
        weights.readFloats(parameter.name(), values);
        return values.array();
    }
}
