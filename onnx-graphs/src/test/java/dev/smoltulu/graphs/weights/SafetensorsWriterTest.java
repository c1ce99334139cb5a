package dev.smoltulu.graphs.weights;

import static dev.smoltulu.support.UserErrors.assertUserError;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.support.SharedFolder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {

    @TempDir
    private Path folder;

    /** The reference file was written by the format's own library. */
    @Test
    void rewritesARealModelByteForByte() throws Exception {
        Path original = SharedFolder.resolve("models/stories260K/model.safetensors");
        Path copy = folder.resolve("copy.safetensors");
        try (SafetensorsFile file = SafetensorsFile.open(original)) {
            List<OutputTensor> tensors = new ArrayList<>();
            for (String name : file.names()) {
                tensors.add(OutputTensor.of(file.info(name), (first, chunk) -> file.readFloats(name, first, chunk)));
            }
            Collections.reverse(tensors);
            SafetensorsWriter.write(copy, tensors, file.metadata());
        }
        assertEquals(-1, Files.mismatch(original, copy));
    }

    @Test
    void writesTheBytesTheFormatAsksFor() throws Exception {
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(
                file,
                List.of(
                        floats("b", DType.F32, 1f, -2f),
                        floats("h", DType.F16, 1f),
                        floats("a", DType.F32, 0.5f),
                        OutputTensor.ofLongs(
                                new TensorInfo("step", DType.I64, List.of()), (first, chunk) -> chunk.put(258)),
                        floats("w", DType.BF16, 1.00390625f, 3f)),
                SafetensorsWriter.PYTORCH);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"step\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[12,20]},"
                + "\"w\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[20,24]},"
                + "\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[24,26]}}";
        int length = (int) bytes.getLong();
        assertEquals(0, length % 8);
        byte[] text = new byte[length];
        bytes.get(text);
        assertEquals(header, new String(text, StandardCharsets.UTF_8).stripTrailing());
        assertEquals(258, bytes.getLong());
        assertEquals(0.5f, bytes.getFloat());
        assertEquals(1f, bytes.getFloat());
        assertEquals(-2f, bytes.getFloat());
        assertEquals(0x3f80, bytes.getShort());
        assertEquals(0x4040, bytes.getShort());
        assertEquals(0x3c00, bytes.getShort());
        assertEquals(0, bytes.remaining());
    }

    @Test
    void roundTripsRandomFiles() {
        Random random = new Random(11);
        DType[] types = {DType.F32, DType.F16, DType.BF16};
        for (int round = 0; round < 30; round++) {
            Path file = folder.resolve("round.safetensors");
            List<OutputTensor> tensors = new ArrayList<>();
            List<float[]> values = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                float[] small = new float[random.nextInt(2000)];
                for (int k = 0; k < small.length; k++) {
                    small[k] = random.nextInt(256) / 64f;
                }
                values.add(small);
                String name = "t\u00e9nsor\ud83d\ude00." + i + "\"\\\n";
                tensors.add(floats(name, types[random.nextInt(3)], small));
            }
            SafetensorsWriter.write(file, tensors, Map.of("k\u00e9y", "v\n"));
            try (SafetensorsFile read = SafetensorsFile.open(file)) {
                assertEquals(Map.of("k\u00e9y", "v\n"), read.metadata());
                assertEquals(tensors.size(), read.names().size());
                for (int i = 0; i < tensors.size(); i++) {
                    TensorInfo info = tensors.get(i).info();
                    assertEquals(info, read.info(info.name()));
                    FloatBuffer target = FloatBuffer.allocate(values.get(i).length);
                    read.readFloats(info.name(), target);
                    assertArrayEquals(values.get(i), target.array());
                }
            }
        }
    }

    @Test
    void readsPartsAndLongs() {
        Path file = folder.resolve("a.safetensors");
        int count = 3_000_001;
        SafetensorsWriter.write(
                file,
                List.of(
                        OutputTensor.of(new TensorInfo("f", DType.F32, List.of((long) count)), (first, chunk) -> {
                            for (long i = first; chunk.hasRemaining(); i++) {
                                chunk.put(i);
                            }
                        }),
                        OutputTensor.of(
                                new TensorInfo("odd", DType.BF16, List.of(3L)),
                                FloatBuffer.wrap(new float[] {1, 2, 4})),
                        OutputTensor.ofLongs(
                                new TensorInfo("n", DType.I64, List.of(2L)),
                                (first, chunk) -> chunk.put(Long.MIN_VALUE).put(7))),
                Map.of());
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            FloatBuffer part =
                    ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).asFloatBuffer();
            read.readFloats("f", count - 2, part);
            assertEquals(count - 2, part.get(0));
            assertEquals(count - 1, part.get(1));
            FloatBuffer middle = FloatBuffer.allocate(1);
            read.readFloats("odd", 1, middle);
            assertEquals(2, middle.get(0));
            LongBuffer longs = LongBuffer.allocate(2);
            read.readLongs("n", 0, longs);
            assertArrayEquals(new long[] {Long.MIN_VALUE, 7}, longs.array());
            assertThrows(IndexOutOfBoundsException.class, () -> read.readFloats("odd", 2, FloatBuffer.allocate(2)));
            assertThrows(IllegalArgumentException.class, () -> read.readFloats("odd", FloatBuffer.allocate(2)));
            assertUserError(() -> read.readLongs("odd", 0, LongBuffer.allocate(1)), "'odd' is BF16, expected I64");
        }
    }

    /** Above 2^31 bytes: sparse on the disk, so it costs neither space nor time. */
    @Test
    void readsBeyondTwoGigabytes() throws Exception {
        Path file = folder.resolve("large.safetensors");
        long count = 700_000_000L;
        String header =
                "{\"big\":{\"dtype\":\"F32\",\"shape\":[" + count + "],\"data_offsets\":[0," + count * 4 + "]}}";
        Files.write(file, SafetensorsBytes.of(header));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer last = ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(1.5f)
                    .flip();
            channel.write(last, 8 + header.length() + (count - 1) * 4);
        }
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            FloatBuffer end = FloatBuffer.allocate(2);
            read.readFloats("big", count - 2, end);
            assertArrayEquals(new float[] {0, 1.5f}, end.array());
        }
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws Exception {
        Path file = Files.writeString(folder.resolve("a.safetensors"), "old");
        List<OutputTensor> broken =
                List.of(OutputTensor.of(new TensorInfo("a", DType.F32, List.of(2L)), (first, chunk) -> {
                    throw new IllegalStateException("source failed");
                }));
        assertThrows(IllegalStateException.class, () -> SafetensorsWriter.write(file, broken, Map.of()));
        List<OutputTensor> huge = List.of(OutputTensor.of(
                new TensorInfo("a", DType.F32, List.of(1L << 50)), (first, chunk) -> chunk.position(chunk.limit())));
        assertUserError(() -> SafetensorsWriter.write(file, huge, Map.of()), "a.safetensors: the disk is full");
        assertEquals("old", Files.readString(file));
        try (Stream<Path> entries = Files.list(folder)) {
            assertEquals(1, entries.count());
        }
    }

    @Test
    void refusesSourcesThatLeaveValuesOut() {
        List<OutputTensor> lazy =
                List.of(OutputTensor.of(new TensorInfo("a", DType.BF16, List.of(2L)), (first, chunk) -> chunk.put(1)));
        Exception e = assertThrows(
                IllegalStateException.class, () -> SafetensorsWriter.write(folder.resolve("a"), lazy, Map.of()));
        assertTrue(e.getMessage().contains("left 1 values"));
        List<OutputTensor> twice = List.of(floats("a", DType.F32, 1), floats("a", DType.F32, 1));
        assertThrows(
                IllegalArgumentException.class, () -> SafetensorsWriter.write(folder.resolve("a"), twice, Map.of()));
    }

    static OutputTensor floats(String name, DType type, float... values) {
        return OutputTensor.of(
                new TensorInfo(name, type, List.of((long) values.length)),
                FloatBuffer.wrap(Arrays.copyOf(values, values.length)));
    }
}
