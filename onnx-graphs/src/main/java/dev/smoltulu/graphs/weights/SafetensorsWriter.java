package dev.smoltulu.graphs.weights;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.graphs.ir.HalfFloats;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes safetensors files byte for byte as the format's own serialiser does: tensors from the widest type to the
 * narrowest and by name within a type, a compact header padded with spaces to a multiple of 8.
 */
public final class SafetensorsWriter {

    /** The metadata that transformers requires of a PyTorch model's file. */
    public static final Map<String, String> PYTORCH = Map.of("format", "pt");

    private static final Comparator<OutputTensor> LAYOUT = Comparator.comparing(
                    (OutputTensor tensor) -> tensor.info().dtype())
            .reversed()
            .thenComparing(tensor -> tensor.info().name(), SafetensorsWriter::compareUtf8);
    private static final Gson COMPACT = new GsonBuilder().disableHtmlEscaping().create();
    private static final int CHUNK_BYTES = 4 << 20;
    private static final int MAX_HEADER_BYTES = 100_000_000;

    private SafetensorsWriter() {}

    /**
     * Writes one file; until it is whole the target stays as it was.
     *
     * @throws dev.smoltulu.base.UserError when the file cannot be written, for example because the disk is full
     */
    public static void write(Path file, List<OutputTensor> tensors, Map<String, String> metadata) {
        try (AtomicFile output = stage(file, tensors, metadata)) {
            output.commit();
        }
    }

    /** Writes and syncs a file that the caller commits and closes. */
    static AtomicFile stage(Path file, List<OutputTensor> tensors, Map<String, String> metadata) {
        List<OutputTensor> ordered = tensors.stream().sorted(LAYOUT).toList();
        byte[] header = header(ordered, metadata);
        long bytes = header.length
                + tensors.stream().mapToLong(tensor -> tensor.info().bytes()).sum();
        try (OwnedResources opening = new OwnedResources()) {
            AtomicFile output = opening.own(AtomicFile.create(file, bytes));
            output.write(ByteBuffer.wrap(header));
            Chunks chunks = new Chunks(output);
            ordered.forEach(chunks::write);
            output.sync();
            opening.release();
            return output;
        }
    }

    /** The 8-byte length and the padded JSON. */
    private static byte[] header(List<OutputTensor> ordered, Map<String, String> metadata) {
        JsonObject json = new JsonObject();
        if (!metadata.isEmpty()) {
            JsonObject pairs = new JsonObject();
            new TreeMap<>(metadata).forEach(pairs::addProperty);
            json.add("__metadata__", pairs);
        }
        Set<String> names = new HashSet<>(Set.of("__metadata__"));
        long position = 0;
        for (OutputTensor tensor : ordered) {
            TensorInfo info = tensor.info();
            if (!names.add(info.name())) {
                throw new IllegalArgumentException("two tensors of one name or a reserved name: " + info.name());
            }
            json.add(info.name(), describe(info, position));
            position = Math.addExact(position, info.bytes());
        }
        byte[] text = COMPACT.toJson(json).getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) / 8 * 8;
        if (padded > MAX_HEADER_BYTES) {
            throw new IllegalArgumentException("a header of " + padded + " bytes is beyond the format's limit");
        }
        ByteBuffer header = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(text);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.array();
    }

    private static JsonObject describe(TensorInfo info, long position) {
        JsonArray shape = new JsonArray();
        info.shape().forEach(shape::add);
        JsonArray offsets = new JsonArray();
        offsets.add(position);
        offsets.add(Math.addExact(position, info.bytes()));
        JsonObject entry = new JsonObject();
        entry.addProperty("dtype", info.dtype().name());
        entry.add("shape", shape);
        entry.add("data_offsets", offsets);
        return entry;
    }

    /** Rust orders strings by their UTF-8 bytes, Java by UTF-16 units; they differ beyond the basic plane. */
    private static int compareUtf8(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    /** Moves values from sources to the file through one buffer. */
    private static final class Chunks {

        private final AtomicFile output;
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        /** Values of the source before they are rounded to 16 bits. */
        private FloatBuffer floats;

        Chunks(AtomicFile output) {
            this.output = output;
        }

        void write(OutputTensor tensor) {
            TensorInfo info = tensor.info();
            long elements = info.elements();
            int perChunk = CHUNK_BYTES / info.dtype().bytes();
            for (long first = 0; first < elements; first += perChunk) {
                int count = (int) Math.min(perChunk, elements - first);
                bytes.clear().limit(count * info.dtype().bytes());
                fill(tensor, first, count);
                output.write(bytes);
            }
        }

        private void fill(OutputTensor tensor, long first, int count) {
            switch (tensor.info().dtype()) {
                case F32 -> {
                    FloatBuffer chunk = bytes.asFloatBuffer();
                    tensor.floats().fill(first, chunk);
                    requireFilled(tensor, chunk.remaining());
                }
                case BF16, F16 -> narrow(tensor, first, count);
                case I64 -> {
                    LongBuffer chunk = bytes.asLongBuffer();
                    tensor.longs().fill(first, chunk);
                    requireFilled(tensor, chunk.remaining());
                }
                default ->
                    throw new IllegalStateException(
                            "cannot write " + tensor.info().dtype());
            }
        }

        private void narrow(OutputTensor tensor, long first, int count) {
            if (floats == null) {
                floats = FloatBuffer.allocate(CHUNK_BYTES / Short.BYTES);
            }
            floats.clear().limit(count);
            tensor.floats().fill(first, floats);
            requireFilled(tensor, floats.remaining());
            float[] values = floats.array();
            short[] bits = new short[count];
            if (tensor.info().dtype() == DType.BF16) {
                for (int i = 0; i < count; i++) {
                    bits[i] = HalfFloats.toBf16(values[i]);
                }
            } else {
                for (int i = 0; i < count; i++) {
                    bits[i] = HalfFloats.toFp16(values[i]);
                }
            }
            ShortBuffer chunk = bytes.asShortBuffer();
            chunk.put(bits);
        }

        private static void requireFilled(OutputTensor tensor, int missing) {
            if (missing != 0) {
                throw new IllegalStateException(
                        "source of " + tensor.info().name() + " left " + missing + " values of a chunk out");
            }
        }
    }
}
