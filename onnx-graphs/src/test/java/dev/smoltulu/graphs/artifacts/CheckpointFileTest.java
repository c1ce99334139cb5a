package dev.smoltulu.graphs.artifacts;

import static dev.smoltulu.support.UserErrors.assertUserError;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ModelWeights;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.graphs.weights.ParameterSpec.Kind;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFileTest {

    private static final List<ParameterSpec> TRAINABLE = List.of(
            new ParameterSpec("m.weight", List.of(5L, 7L), Kind.MATRIX),
            new ParameterSpec("n", List.of(3L), Kind.NORM));
    private static final List<ParameterSpec> FROZEN = List.of(new ParameterSpec("f", List.of(4L, 9L), Kind.EMBEDDING));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void roundTrips(boolean external) {
        Path file = folder.resolve("checkpoint");
        CheckpointFile.write(file, TRAINABLE, FROZEN, CheckpointFileTest::count, external);
        CheckpointReader reader = CheckpointReader.open(file);
        assertEquals(external, reader.hasExternalData());
        assertEquals(external, Files.exists(folder.resolve("checkpoint.data")));
        assertEquals(OptionalLong.empty(), reader.optimizerStep());
        assertEquals(
                List.of(
                        new CheckpointReader.Tensor("m.weight", List.of(5L, 7L), true, 1, external ? 0 : -1),
                        new CheckpointReader.Tensor("n", List.of(3L), true, 1, -1),
                        new CheckpointReader.Tensor("f", List.of(4L, 9L), false, 1, external ? 140 : -1)),
                reader.tensors());
        for (ParameterSpec parameter :
                Stream.concat(TRAINABLE.stream(), FROZEN.stream()).toList()) {
            FloatBuffer expected = FloatBuffer.allocate((int) parameter.elements());
            count(parameter, expected);
            FloatBuffer actual = FloatBuffer.allocate(expected.capacity());
            reader.readFloats(parameter.name(), actual);
            assertArrayEquals(expected.array(), actual.array());
        }
    }

    @Test
    void roundTripsTheOptimizersState() {
        Path file = folder.resolve("checkpoint");
        CheckpointFile.write(
                file,
                TRAINABLE,
                FROZEN,
                CheckpointFileTest::count,
                new OptimizerState(41, scaled(0.5f), scaled(0.25f)));
        CheckpointReader reader = CheckpointReader.open(file);
        assertEquals(OptionalLong.of(41), reader.optimizerStep());
        for (ParameterSpec parameter : TRAINABLE) {
            int elements = (int) parameter.elements();
            FloatBuffer value = FloatBuffer.allocate(elements);
            FloatBuffer first = FloatBuffer.allocate(elements);
            FloatBuffer second = FloatBuffer.allocate(elements);
            reader.readFloats(parameter.name(), value);
            reader.readFirstMoment(parameter.name(), first);
            reader.readSecondMoment(parameter.name(), second);
            for (int i = 0; i < elements; i++) {
                assertEquals(parameter.name().length() + i / 8f, value.get(i));
                assertEquals(value.get(i) * 0.5f, first.get(i));
                assertEquals(value.get(i) * 0.25f, second.get(i));
            }
        }
        assertUserError(
                () -> reader.readFirstMoment("f", FloatBuffer.allocate(36)), "checkpoint: has no first moment of 'f'");
        assertUserError(
                () -> reader.readSecondMoment("n", FloatBuffer.allocate(4)),
                "checkpoint: second moment of 'n' has 12 bytes, expected 16");
    }

    @Test
    void refusesMomentsBeyondAFlatbuffer() throws IOException {
        List<ParameterSpec> large = List.of(new ParameterSpec("w", List.of(1L << 14, 1L << 14), Kind.MATRIX));
        assertEquals(1L << 31, CheckpointFile.momentBytes(large));
        ParameterSource unread = (p, target) -> fail("nothing is read");
        assertUserError(
                () -> CheckpointFile.write(
                        folder.resolve("checkpoint"), large, List.of(), unread, new OptimizerState(1, unread, unread)),
                "2147483648 bytes",
                "training_session=bound");
        assertEntries(0);
    }

    @Test
    void holdsARealModel() throws IOException {
        Path stories = SharedFolder.resolve("models/stories260K");
        List<ParameterSpec> parameters = LlamaParameters.of(LlamaConfig.read(stories));
        Path file = folder.resolve("checkpoint");
        try (ModelWeights weights = ModelWeights.open(stories)) {
            CheckpointFile.write(file, parameters, List.of(), (p, target) -> weights.readFloats(p.name(), target));
            CheckpointReader reader = CheckpointReader.open(file);
            assertEquals(parameters.size(), reader.tensors().size());
            FloatBuffer expected = FloatBuffer.allocate(512 * 64);
            FloatBuffer actual = FloatBuffer.allocate(512 * 64);
            weights.readFloats("model.embed_tokens.weight", expected);
            reader.readFloats("model.embed_tokens.weight", actual);
            assertArrayEquals(expected.array(), actual.array());
        }
        byte[] bytes = Files.readAllBytes(file);
        assertEquals("ODTC", new String(bytes, 4, 4, StandardCharsets.UTF_8));
        assertTrue(bytes.length < 260_032 * 4 + 20_000, "the file has slack: " + bytes.length);
    }

    @Test
    void readsTheStepOfAnOptimizerGroup() throws IOException {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        builder.startTable(4);
        builder.addLong(1, 17, 0);
        int groups = builder.createVectorOfTables(new int[] {builder.endTable()});
        builder.startTable(4);
        int module = builder.endTable();
        builder.startTable(4);
        builder.addInt(0, 2, 0);
        builder.addOffset(1, module, 0);
        builder.addOffset(2, groups, 0);
        builder.finish(builder.endTable(), "ODTC");
        Path file = Files.write(folder.resolve("checkpoint"), builder.sizedByteArray());
        assertEquals(OptionalLong.of(17), CheckpointReader.open(file).optimizerStep());
    }

    @Test
    void inlineReplacesAnExternalCheckpoint() {
        Path file = folder.resolve("checkpoint");
        CheckpointFile.write(file, TRAINABLE, FROZEN, CheckpointFileTest::count, true);
        CheckpointFile.write(file, TRAINABLE, FROZEN, CheckpointFileTest::count);
        assertFalse(Files.exists(CheckpointFile.dataFile(file)));
        assertFalse(CheckpointReader.open(file).hasExternalData());
    }

    @Test
    void refusesMoreThanAFlatbufferHolds() throws IOException {
        List<ParameterSpec> large = List.of(new ParameterSpec("w", List.of(1L << 15, 1L << 14), Kind.MATRIX));
        assertUserError(
                () -> CheckpointFile.write(
                        folder.resolve("checkpoint"), large, List.of(), (p, target) -> fail("nothing is read"), false),
                "checkpoint: 2147483648 bytes",
                "external data");
        assertThrows(
                IllegalArgumentException.class,
                () -> CheckpointFile.write(
                        folder.resolve("checkpoint"), TRAINABLE, TRAINABLE, CheckpointFileTest::count));
        assertEntries(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFailedWriteLeavesNothing(boolean external) throws IOException {
        assertThrows(
                IllegalStateException.class,
                () -> CheckpointFile.write(
                        folder.resolve("checkpoint"),
                        TRAINABLE,
                        FROZEN,
                        (p, target) -> {
                            throw new IllegalStateException("source failed");
                        },
                        external));
        assertEntries(0);
    }

    @Test
    void brokenFilesAreRefusedInOneLine() throws IOException {
        Path file = folder.resolve("checkpoint");
        assertUserError(() -> CheckpointReader.open(file), "checkpoint: no such file");
        Files.write(file, new byte[3]);
        assertUserError(() -> CheckpointReader.open(file), "checkpoint: not an on-device training checkpoint");
        CheckpointFile.write(file, TRAINABLE, FROZEN, CheckpointFileTest::count);
        byte[] sound = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int round = 0; round < 2000; round++) {
            byte[] broken = sound.clone();
            int bit = random.nextInt(broken.length * 8);
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            Files.delete(file);
            Files.write(file, broken);
            try {
                CheckpointReader reader = CheckpointReader.open(file);
                reader.readFloats("m.weight", FloatBuffer.allocate(35));
            } catch (UserError e) {
                assertTrue(e.getMessage().contains("checkpoint"), e.getMessage());
            }
        }
    }

    @Test
    void aShortDataFileIsNamed() throws IOException {
        Path file = folder.resolve("checkpoint");
        CheckpointFile.write(file, TRAINABLE, FROZEN, CheckpointFileTest::count, true);
        Files.write(CheckpointFile.dataFile(file), new byte[100]);
        assertUserError(
                () -> CheckpointReader.open(file).readFloats("f", FloatBuffer.allocate(36)),
                "checkpoint.data: ends before tensor 'f'");
        Files.delete(CheckpointFile.dataFile(file));
        assertUserError(
                () -> CheckpointReader.open(file).readFloats("f", FloatBuffer.allocate(36)),
                "checkpoint.data: cannot be read");
    }

    private void assertEntries(long expected) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            assertEquals(expected, entries.count());
        }
    }

    private static ParameterSource scaled(float factor) {
        return (parameter, target) -> {
            FloatBuffer values = target.duplicate();
            count(parameter, target);
            for (int i = values.position(); i < values.limit(); i++) {
                values.put(i, values.get(i) * factor);
            }
        };
    }

    private static void count(ParameterSpec parameter, FloatBuffer target) {
        for (int i = 0; target.hasRemaining(); i++) {
            target.put(parameter.name().length() + i / 8f);
        }
    }
}
