package dev.smoltulu.graphs.artifacts;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
    /** Room for a parameter's tables, vectors and alignment, its moments' too, beside names, shapes and values. */
    private static final long TABLE_BYTES = 512;

    private CheckpointFile() {}

    /** The data file that goes with a checkpoint. */
    public static Path dataFile(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ".data");
    }

    /** Bytes of AdamW's two moments of {@code trainable}. */
    public static long momentBytes(List<ParameterSpec> trainable) {
        return Math.multiplyExact(2, bytes(trainable));
    }

    /**
     * Refuses an optimizer state that does not fit any checkpoint: moments cannot go to the data file, and a flatbuffer
     * ends at 2 GB.
     *
     * @throws UserError when the moments are too large
     */
    public static void requireMomentsFit(Path file, List<ParameterSpec> trainable) {
        if (momentBytes(trainable) > MAX_INLINE_BYTES) {
            throw UserError.failed(file + ": " + momentBytes(trainable) + " bytes of AdamW's moments do not fit a"
                    + " checkpoint of ONNX Runtime (limit 2 GB); use training_session=bound");
        }
    }

    /** Writes a checkpoint, with a data file where the values would not fit the flatbuffer. */
    public static void write(
            Path file, List<ParameterSpec> trainable, List<ParameterSpec> frozen, ParameterSource source) {
        write(file, trainable, frozen, source, bytes(trainable) + bytes(frozen) > AUTOMATIC_INLINE_BYTES);
    }

    /**
     * Writes a checkpoint with the optimizer's state, and with a data file where the values would not fit the
     * flatbuffer beside the moments.
     *
     * @throws UserError when the files cannot be written, or the moments are beyond 2 GB
     */
    public static void write(
            Path file,
            List<ParameterSpec> trainable,
            List<ParameterSpec> frozen,
            ParameterSource source,
            OptimizerState optimizer) {
        long bytes = bytes(trainable) + bytes(frozen) + momentBytes(trainable);
        write(file, trainable, frozen, source, Optional.of(optimizer), bytes > AUTOMATIC_INLINE_BYTES);
    }

    /**
     * Writes a checkpoint; both files appear whole, the data file first.
     *
     * @param trainable parameters that get gradients and moments
     * @param frozen parameters fed to the model as they are
     * @param external true puts the values into the data file
     * @throws UserError when the files cannot be written, or the values are beyond 2 GB and not external
     */
    public static void write(
            Path file,
            List<ParameterSpec> trainable,
            List<ParameterSpec> frozen,
            ParameterSource source,
            boolean external) {
        write(file, trainable, frozen, source, Optional.empty(), external);
    }

    /**
     * Writes a checkpoint with the optimizer's state where there is one; its moments always stay in the flatbuffer.
     *
     * @param external true puts the parameters' values into the data file
     * @throws UserError when the files cannot be written, or what is not external is beyond 2 GB
     */
    public static void write(
            Path file,
            List<ParameterSpec> trainable,
            List<ParameterSpec> frozen,
            ParameterSource source,
            Optional<OptimizerState> optimizer,
            boolean external) {
        requireDistinct(trainable, frozen);
        if (optimizer.isPresent()) {
            requireMomentsFit(file, trainable);
        }
        long bytes = bytes(trainable) + bytes(frozen) + (optimizer.isPresent() ? momentBytes(trainable) : 0);
        if (!external && bytes > MAX_INLINE_BYTES) {
            throw UserError.failed(file + ": " + bytes + " bytes of values do not fit a checkpoint without a data"
                    + " file (limit 2 GB); write it with external data");
        }
        if (external) {
            writeExternal(file, trainable, frozen, source, optimizer);
        } else {
            writeInline(file, trainable, frozen, source, optimizer);
        }
    }

    private static void writeInline(
            Path file,
            List<ParameterSpec> trainable,
            List<ParameterSpec> frozen,
            ParameterSource source,
            Optional<OptimizerState> optimizer) {
        long values = bytes(trainable) + bytes(frozen) + (optimizer.isPresent() ? momentBytes(trainable) : 0);
        CheckpointTables tables = new CheckpointTables(builder(trainable, frozen, values), source, null);
        try (AtomicFile output = AtomicFile.create(file, 0)) {
            output.write(tables.checkpoint(trainable, frozen, optimizer));
            output.commit();
        }
        deleteStaleData(dataFile(file));
    }

    private static void writeExternal(
            Path file,
            List<ParameterSpec> trainable,
            List<ParameterSpec> frozen,
            ParameterSource source,
            Optional<OptimizerState> optimizer) {
        FlatBufferBuilder builder = builder(trainable, frozen, optimizer.isPresent() ? momentBytes(trainable) : 0);
        try (AtomicFile data = AtomicFile.create(dataFile(file), bytes(trainable) + bytes(frozen));
                AtomicFile output = AtomicFile.create(file, 0)) {
            output.write(new CheckpointTables(builder, source, data).checkpoint(trainable, frozen, optimizer));
            data.sync();
            output.sync();
            data.commit();
            output.commit();
        }
    }

    static boolean goesExternal(ParameterSpec parameter) {
        return parameter.elements() * Float.BYTES >= MIN_EXTERNAL_BYTES;
    }

    private static FlatBufferBuilder builder(
            List<ParameterSpec> trainable, List<ParameterSpec> frozen, long valueBytes) {
        // Sized once: growing would copy the values, and doubling would pass 2 GB long before they do.
        long tables = Stream.concat(trainable.stream(), frozen.stream())
                        .mapToLong(p -> TABLE_BYTES
                                + MIN_EXTERNAL_BYTES
                                + 8L * p.name().length()
                                + 24L * p.shape().size())
                        .sum()
                + 1024;
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
        return parameters.stream()
                .mapToLong(p -> Math.multiplyExact(p.elements(), (long) Float.BYTES))
                .sum();
    }

    private static void deleteStaleData(Path data) {
        try {
            Files.deleteIfExists(data);
        } catch (IOException e) {
            throw UserError.failed(data + ": an earlier checkpoint's data file cannot be removed (" + e + ")", e);
        }
    }
}
