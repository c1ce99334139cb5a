package dev.smoltulu.graphs.artifacts;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads back an on-device training checkpoint: its tensors, their values and the optimizer's step. */
public final class CheckpointReader {

    private static final int HEADER_BYTES = 8;

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Entry> firstMoments = new LinkedHashMap<>();
    private final Map<String, Entry> secondMoments = new LinkedHashMap<>();
    private final boolean external;
    private final OptionalLong step;

    /**
     * A tensor of the checkpoint.
     *
     * @param trainable false for a frozen parameter
     * @param dataType ONNX's TensorProto number, 1 is float
     * @param externalOffset position in the data file, -1 when the values are inline
     */
    public record Tensor(String name, List<Long> shape, boolean trainable, int dataType, long externalOffset) {
        public Tensor {
            shape = List.copyOf(shape);
        }
    }

    private record Entry(Tensor tensor, FlatTable table) {}

    private CheckpointReader(Path file, ByteBuffer buffer) {
        this.file = file;
        String identifier = buffer.limit() < HEADER_BYTES ? "" : identifier(buffer);
        if (!identifier.equals(CheckpointFile.IDENTIFIER)) {
            throw UserError.failed(file + ": not an on-device training checkpoint, identifier "
                    + CheckpointFile.IDENTIFIER + " is missing");
        }
        FlatTable checkpoint = FlatTable.root(buffer);
        int version = checkpoint.intAt(0, 0);
        if (version != CheckpointFile.VERSION) {
            throw UserError.failed(file + ": checkpoint version " + version + " is not supported, only "
                    + CheckpointFile.VERSION + " is");
        }
        FlatTable module =
                checkpoint.tableAt(1).orElseThrow(() -> UserError.failed(file + ": checkpoint has no module state"));
        module.tablesAt(0).forEach(table -> add(table, true));
        module.tablesAt(1).forEach(table -> add(table, false));
        this.external = module.flagAt(3);
        List<FlatTable> groups = checkpoint.tablesAt(2);
        this.step = groups.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(groups.get(0).longAt(1, 0));
        groups.stream().limit(1).flatMap(group -> group.tablesAt(3).stream()).forEach(this::addMoments);
    }

    /** Reads a checkpoint's structure; a broken one is a {@link UserError} that names the file. */
    public static CheckpointReader open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw UserError.failed(file + ": not an on-device training checkpoint, it is larger than 2 GB");
            }
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            return new CheckpointReader(file, bytes.order(ByteOrder.LITTLE_ENDIAN));
        } catch (NoSuchFileException e) {
            throw UserError.failed(file + ": no such file", e);
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be read (" + e + ")", e);
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw UserError.failed(file + ": broken checkpoint, an offset leaves the file", e);
        }
    }

    /** All tensors, trainable ones first, in the file's order. */
    public List<Tensor> tensors() {
        return entries.values().stream().map(Entry::tensor).toList();
    }

    /** True when values lie in the data file. */
    public boolean hasExternalData() {
        return external;
    }

    /** Step of the first optimizer group; empty before the first optimizer step was saved. */
    public OptionalLong optimizerStep() {
        return step;
    }

    /** Fills {@code target}, which has exactly the tensor's elements remaining, with its values. */
    public void readFloats(String name, FloatBuffer target) {
        read(entries, name, "tensor", target);
    }

    /** Fills {@code target} with the first moment of parameter {@code name}, like {@link #readFloats}. */
    public void readFirstMoment(String name, FloatBuffer target) {
        read(firstMoments, name, "first moment of", target);
    }

    /** Fills {@code target} with the second moment of parameter {@code name}, like {@link #readFloats}. */
    public void readSecondMoment(String name, FloatBuffer target) {
        read(secondMoments, name, "second moment of", target);
    }

    private void read(Map<String, Entry> from, String name, String what, FloatBuffer target) {
        Entry entry = from.get(name);
        if (entry == null) {
            throw UserError.failed(file + ": has no " + what + " '" + name + "'");
        }
        if (entry.tensor().dataType() != CheckpointFile.FLOAT) {
            throw UserError.failed(file + ": " + what + " '" + name + "' has data type "
                    + entry.tensor().dataType() + ", expected 1 (float)");
        }
        try {
            ByteBuffer bytes = entry.tensor().externalOffset() >= 0
                    ? externalValues(entry, target.remaining())
                    : entry.table().vectorAt(4, 1).orElse(ByteBuffer.allocate(0));
            if (bytes.remaining() != target.remaining() * (long) Float.BYTES) {
                throw UserError.failed(file + ": " + what + " '" + name + "' has " + bytes.remaining() + " bytes,"
                        + " expected " + target.remaining() * (long) Float.BYTES);
            }
            target.put(bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw UserError.failed(file + ": broken checkpoint, " + what + " '" + name + "' leaves the file", e);
        }
    }

    private ByteBuffer externalValues(Entry entry, int elements) {
        Path data = CheckpointFile.dataFile(file);
        long offset = entry.tensor().externalOffset();
        long bytes = elements * (long) Float.BYTES;
        try (FileChannel channel = FileChannel.open(data, StandardOpenOption.READ)) {
            if (offset > channel.size() - bytes) {
                throw UserError.failed(
                        data + ": ends before tensor '" + entry.tensor().name() + "'");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, bytes);
        } catch (IOException e) {
            throw UserError.failed(data + ": cannot be read (" + e + ")", e);
        }
    }

    private void addMoments(FlatTable state) {
        String parameter = state.textAt(0);
        for (FlatTable table : state.tablesAt(1)) {
            Entry moment = entry(table, true);
            switch (moment.tensor().name()) {
                case CheckpointTables.FIRST_MOMENT -> put(firstMoments, parameter, moment);
                case CheckpointTables.SECOND_MOMENT -> put(secondMoments, parameter, moment);
                default ->
                    throw UserError.failed(file + ": parameter '" + parameter + "' has a moment '"
                            + moment.tensor().name() + "', AdamW has " + CheckpointTables.FIRST_MOMENT + " and "
                            + CheckpointTables.SECOND_MOMENT + " only");
            }
        }
    }

    private void add(FlatTable table, boolean trainable) {
        Entry entry = entry(table, trainable);
        put(entries, entry.tensor().name(), entry);
    }

    private void put(Map<String, Entry> target, String name, Entry entry) {
        if (target.put(name, entry) != null) {
            throw UserError.failed(file + ": tensor '" + name + "' appears twice");
        }
    }

    private static Entry entry(FlatTable table, boolean trainable) {
        List<Long> shape = new ArrayList<>();
        table.vectorAt(2, Long.BYTES).ifPresent(dims -> {
            while (dims.hasRemaining()) {
                shape.add(dims.getLong());
            }
        });
        return new Entry(new Tensor(table.textAt(0), shape, trainable, table.intAt(3, 0), table.longAt(6, -1)), table);
    }

    private static String identifier(ByteBuffer buffer) {
        byte[] bytes = new byte[4];
        buffer.get(4, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
