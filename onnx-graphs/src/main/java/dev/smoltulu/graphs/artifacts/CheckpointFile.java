package dev.smoltulu.graphs.artifacts;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.smoltulu.UserError;
import dev.smoltulu.graphs.files.AtomicFile;
import dev.smoltulu.graphs.llama.ParameterSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes the checkpoint of ONNX Runtime's on-device training: a flatbuffer with identifier {@code ODTC}, schema
 * version 2 ({@code onnxruntime/core/flatbuffers/schema/ort_training_checkpoint.fbs}). Values are float32, either
 * inside the flatbuffer or in {@code <checkpoint>.data} beside it.
 */
public final class CheckpointFile {

    static final String IDENTIFIER = "ODTC";
    static final int VERSION = 2;
    /** ONNX's TensorProto.FLOAT. */
    static final int FLOAT = 1;

    /** Inline values above this go to the data file on their own: offsets in a flatbuffer end at 2 GB. */
    private static final long AUTOMATIC_INLINE_BYTES = 1_500_000_000L;
    private static final long MAX_INLINE_BYTES = Integer.MAX_VALUE - (16L << 20);
    /** ONNX Runtime keeps smaller tensors inline even in an external checkpoint. */
    private static final long MIN_EXTERNAL_BYTES = 64;
    /** Room for a tensor's table, vectors and alignment beside its name, shape and values. */
    private static final long TABLE_BYTES = 128;

    private CheckpointFile() {
    }

    /** The data file that goes with a checkpoint. */
    public static Path dataFile(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ".data");
    }

    /** Writes a checkpoint, with a data file where the values would not fit the flatbuffer. */
    public static void write(Path file, List<ParameterSpec> trainable, List<ParameterSpec> frozen,
                             ParameterSource source) {
        write(file, trainable, frozen, source, bytes(trainable) + bytes(frozen) > AUTOMATIC_INLINE_BYTES);
    }

    /**
     * Writes a checkpoint; both files appear whole, the data file first.
     *
     * @param trainable parameters that get gradients and moments
     * @param frozen parameters fed to the model as they are
     * @param external true puts the values into the data file
     * @throws UserError when the files cannot be written, or the values are beyond 2 GB and not external
     */
    public static void write(Path file, List<ParameterSpec> trainable, List<ParameterSpec> frozen,
                             ParameterSource source, boolean external) {
        requireDistinct(trainable, frozen);
        long bytes = bytes(trainable) + bytes(frozen);
        if (!external && bytes > MAX_INLINE_BYTES) {
            throw UserError.failed(file + ": " + bytes + " bytes of weights do not fit a checkpoint without a data"
                    + " file (limit 2 GB); write it with external data");
        }
        if (external) {
            writeExternal(file, trainable, frozen, source);
        } else {
            writeInline(file, trainable, frozen, source);
        }
    }

    private static void writeInline(Path file, List<ParameterSpec> trainable, List<ParameterSpec> frozen,
                                    ParameterSource source) {
        FlatBufferBuilder builder = builder(trainable, frozen, bytes(trainable) + bytes(frozen));
        CheckpointTables tables = new CheckpointTables(builder, source, null);
        try (AtomicFile output = AtomicFile.create(file, 0)) {
            output.write(tables.checkpoint(trainable, frozen));
            output.commit();
        }
        deleteStaleData(dataFile(file));
    }

    private static void writeExternal(Path file, List<ParameterSpec> trainable, List<ParameterSpec> frozen,
                                      ParameterSource source) {
        FlatBufferBuilder builder = builder(trainable, frozen, 0);
        try (AtomicFile data = AtomicFile.create(dataFile(file), bytes(trainable) + bytes(frozen));
             AtomicFile output = AtomicFile.create(file, 0)) {
            output.write(new CheckpointTables(builder, source, data).checkpoint(trainable, frozen));
            data.sync();
            output.sync();
            data.commit();
            output.commit();
        }
    }

    static boolean goesExternal(ParameterSpec parameter) {
        return parameter.elements() * Float.BYTES >= MIN_EXTERNAL_BYTES;
    }

    private static FlatBufferBuilder builder(List<ParameterSpec> trainable, List<ParameterSpec> frozen,
                                             long valueBytes) {
        // Sized once: growing would copy the values, and doubling would pass 2 GB long before they do.
        long tables = Stream.concat(trainable.stream(), frozen.stream())
                .mapToLong(p -> TABLE_BYTES + MIN_EXTERNAL_BYTES + 4L * p.name().length() + 8L * p.shape().size())
                .sum() + 1024;
        int capacity = Math.toIntExact(valueBytes + tables);
        return new FlatBufferBuilder(capacity, new FlatBufferBuilder.ByteBufferFactory() {
            @Override
            public ByteBuffer newByteBuffer(int bytes) {
                return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
            }
        });
    }

    private static void requireDistinct(List<ParameterSpec> trainable, List<ParameterSpec> frozen) {
        Set<String> names = new HashSet<>();
        Stream.concat(trainable.stream(), frozen.stream()).forEach(parameter -> {
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException("two parameters of one name: " + parameter.name());
            }
        });
    }

    private static long bytes(List<ParameterSpec> parameters) {
        return parameters.stream().mapToLong(p -> Math.multiplyExact(p.elements(), (long) Float.BYTES)).sum();
    }

    private static void deleteStaleData(Path data) {
        try {
            Files.deleteIfExists(data);
        } catch (IOException e) {
            throw UserError.failed(data + ": an earlier checkpoint's data file cannot be removed (" + e + ")", e);
        }
    }
}
