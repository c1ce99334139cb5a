package dev.smoltulu.trainer.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedSequences;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.runtime.training.TrainingSpec;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointsTest {

    private static final LlamaConfig CONFIG =
            LlamaConfig.of(JsonParser.parseString("""
            {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 31, "hidden_size": 16,
             "intermediate_size": 24, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
             "max_position_embeddings": 32, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "hidden_act": "silu",
             "tie_word_embeddings": false, "torch_dtype": "bfloat16"}
            """).getAsJsonObject(), "this test");
    private static final TrainingSpec SPEC = new TrainingSpec(
            CONFIG,
            new TrainingGraphs.Options(32, 1, false),
            new AdamW(0.9, 0.999, 1e-8, 0.1),
            OptionalDouble.of(1),
            SessionSettings.on(Device.CPU));
    private static final int[] PERMUTATION = {2, 0, 3, 1};
    private static final TrainerState STATE = new TrainerState(4, 3, 1, 2, "abc");

    @TempDir
    private Path temp;

    private Path source;
    private Path checkpoint;
    private TrainingSession session;

    @BeforeEach
    void trainThreeStepsAndWrite() throws IOException {
        source = Files.createDirectory(temp.resolve("source"));
        checkpoint = Files.createDirectory(temp.resolve("checkpoint"));
        Files.write(source.resolve("tokenizer.json"), new byte[] {'{', '}', '\r', '\n', (byte) 0xEF});
        Files.writeString(source.resolve("model.safetensors"), "not to be copied");
        Files.writeString(source.resolve("notes.txt"), "not to be copied");
        try (InitialModel initial = InitialModel.random(CONFIG, 9)) {
            session = new BoundTrainingSession(SPEC, initial);
        }
        for (int step = 0; step < 3; step++) {
            train(session, step);
        }
        Checkpoints.write(checkpoint, new ModelFiles(CONFIG, source), session, STATE, PERMUTATION);
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void aSnapshotIsWrittenAsTheModelWasWhileTrainingGoesOn() throws IOException {
        ModelFiles model = new ModelFiles(CONFIG, source);
        Path later = Files.createDirectory(temp.resolve("later"));
        CountDownLatch trained = new CountDownLatch(1);
        try (BackgroundSave saving = new BackgroundSave()) {
            saving.begin(model.parameters(), session, copy -> {
                try {
                    trained.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                Checkpoints.write(later, model, copy, STATE, PERMUTATION);
            });
            train(session, 3);
            saving.check();
            trained.countDown();
            saving.await();
        }
        try (Stream<Path> files = Files.list(checkpoint)) {
            for (Path file : files.toList()) {
                assertEquals(-1, Files.mismatch(file, later.resolve(file.getFileName())), file.toString());
            }
        }
    }

    @Test
    void aFailureInTheBackgroundIsToldOnce() {
        BackgroundSave saving = new BackgroundSave();
        saving.begin(new ModelFiles(CONFIG, source).parameters(), session, copy -> {
            throw UserError.failed("the disk is full");
        });
        assertEquals(
                "the disk is full", assertThrows(UserError.class, saving::await).getMessage());
        saving.check();
        saving.close();
    }

    @Test
    void aSessionGoesOnFromItBitForBit() {
        try (TrainingSession resumed = resume()) {
            assertEquals(3, resumed.step());
            assertEqualBits(session, resumed);
            train(session, 3);
            train(resumed, 3);
            assertEqualBits(session, resumed);
        }
        assertArrayEquals(PERMUTATION, Checkpoints.readPermutation(checkpoint, PERMUTATION.length));
        assertEquals(STATE, TrainerState.read(checkpoint));
    }

    @Test
    void theModelIsAFolderOfItsOwn() throws IOException {
        assertArrayEquals(
                Files.readAllBytes(source.resolve("tokenizer.json")),
                Files.readAllBytes(checkpoint.resolve("tokenizer.json")));
        assertEquals(LlamaParameters.of(CONFIG), LlamaParameters.of(LlamaConfig.read(checkpoint)));
        assertEquals(
                "float32", LlamaConfig.read(checkpoint).raw().get("torch_dtype").getAsString());
        try (Stream<Path> files = Files.list(checkpoint)) {
            assertEquals(
                    List.of(
                            "config.json",
                            "data_order.safetensors",
                            "model.safetensors",
                            "optimizer.safetensors",
                            "tokenizer.json",
                            "trainer_state.json"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "optimizer.safetensors"})
    void aDamagedFileIsNamed(String name) throws IOException {
        Path file = checkpoint.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
        assertNames(file, assertThrows(UserError.class, this::resume));
        Files.delete(file);
        UserError missing = assertThrows(UserError.class, this::resume);
        assertTrue(missing.getMessage().contains(checkpoint.toString()), missing.getMessage());
    }

    @Test
    void anotherModelsOptimizerIsNamed() throws IOException {
        Path file = checkpoint.resolve("optimizer.safetensors");
        Files.copy(checkpoint.resolve("model.safetensors"), file, StandardCopyOption.REPLACE_EXISTING);
        assertNames(file, assertThrows(UserError.class, this::resume));
    }

    @Test
    void theOrderOfOtherDataIsNamed() throws IOException {
        Path file = checkpoint.resolve("data_order.safetensors");
        assertNames(file, assertThrows(UserError.class, () -> Checkpoints.readPermutation(checkpoint, 5)));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] = 0x7F; // the last index becomes huge
        Files.write(file, bytes);
        assertNames(file, assertThrows(UserError.class, () -> Checkpoints.readPermutation(checkpoint, 4)));
        bytes[bytes.length - 1] = 0;
        bytes[bytes.length - 8] = 2; // an index that is there already
        Files.write(file, bytes);
        assertNames(file, assertThrows(UserError.class, () -> Checkpoints.readPermutation(checkpoint, 4)));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsNotSaved(float value) throws IOException {
        Path other = Files.createDirectory(temp.resolve("other"));
        session.secondMoment("model.norm.weight").put(15, value);
        ModelFiles model = new ModelFiles(CONFIG, source);
        UserError error =
                assertThrows(UserError.class, () -> Checkpoints.write(other, model, session, STATE, PERMUTATION));
        assertTrue(error.getMessage().contains("exp_avg_sq.model.norm.weight"), error.getMessage());
        assertTrue(Files.notExists(other.resolve("trainer_state.json")), "it does not count as complete");
    }

    private TrainingSession resume() {
        try (Checkpoints.Stored stored = new Checkpoints.Stored(checkpoint, CONFIG, 3)) {
            return new BoundTrainingSession(SPEC, stored);
        }
    }

    private static void train(TrainingSession session, int step) {
        int[] ids = {1, 7 + step, 30, 4, 4 + step, 12};
        LabelledTokens sequence = new LabelledTokens(ids, ids);
        session.accumulate(
                PackedSequences.of(List.of(sequence), UnaryOperator.identity()).feeds(each -> 0.2, 1));
        session.update(1e-2);
    }

    private static void assertNames(Path file, UserError error) {
        assertEquals(1, error.exitCode());
        assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
    }

    private static void assertEqualBits(TrainingSession expected, TrainingSession actual) {
        List<BiFunction<TrainingSession, String, FloatBuffer>> kinds =
                List.of(TrainingSession::parameter, TrainingSession::firstMoment, TrainingSession::secondMoment);
        for (ParameterSpec parameter : LlamaParameters.of(CONFIG)) {
            for (BiFunction<TrainingSession, String, FloatBuffer> kind : kinds) {
                FloatBuffer one = kind.apply(expected, parameter.name());
                FloatBuffer other = kind.apply(actual, parameter.name());
                assertEquals(one.remaining(), other.remaining(), parameter.name());
                boolean moved = false;
                for (int i = 0; i < one.remaining(); i++) {
                    assertEquals(
                            Float.floatToRawIntBits(one.get(i)),
                            Float.floatToRawIntBits(other.get(i)),
                            parameter.name() + "[" + i + "]");
                    moved |= one.get(i) != 0;
                }
                assertTrue(moved, parameter.name() + " is not all zeros");
            }
        }
    }
}
