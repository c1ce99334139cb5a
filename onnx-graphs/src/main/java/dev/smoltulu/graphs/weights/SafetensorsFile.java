package dev.smoltulu.graphs.weights;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.ir.HalfFloats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A safetensors file, memory-mapped in windows while it is read, so that its size is not bounded by what one
 * Java buffer can hold. Reading is safe from several threads.
 */
public final class SafetensorsFile implements AutoCloseable {

    /** The format's own limit. */
    private static final long MAX_HEADER_BYTES = 100_000_000;

    private static final int PREFIX_BYTES = 8;
    /** A multiple of every element size; small enough that mapped pages never show in the resident size. */
    private static final long WINDOW_BYTES = 32L << 20;

    private static final int CHUNK = 8192;

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final long dataStart;

    private SafetensorsFile(Path file, FileChannel channel, SafetensorsHeader header, long dataStart) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        this.dataStart = dataStart;
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws UserError naming the file and, where one is at fault, the tensor
     */
    public static SafetensorsFile open(Path file) {
        try (OwnedResources opening = new OwnedResources()) {
            FileChannel channel = opening.own(FileChannel.open(file, StandardOpenOption.READ));
            SafetensorsFile opened = open(file, channel);
            opening.release();
            return opened;
        } catch (NoSuchFileException e) {
            throw UserError.failed(file + ": no such file", e);
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be read (" + e + ")", e);
        }
    }

    private static SafetensorsFile open(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < PREFIX_BYTES) {
            throw UserError.failed(
                    file + ": not a safetensors file, " + size + " bytes are too few for the header's length");
        }
        long headerBytes = readFully(channel, 0, PREFIX_BYTES).getLong();
        if (headerBytes < 0 || headerBytes > MAX_HEADER_BYTES) {
            throw UserError.failed(file + ": not a safetensors file, it claims a header of "
                    + Long.toUnsignedString(headerBytes) + " bytes (limit " + MAX_HEADER_BYTES + ")");
        }
        if (headerBytes == 0) {
            throw UserError.failed(file + ": not a safetensors file, its header is empty");
        }
        if (PREFIX_BYTES + headerBytes > size) {
            throw UserError.failed(file + ": its header of " + headerBytes + " bytes goes beyond the file's " + size
                    + ": it is truncated, download or copy it again");
        }
        byte[] json = readFully(channel, PREFIX_BYTES, (int) headerBytes).array();
        long dataStart = PREFIX_BYTES + headerBytes;
        SafetensorsHeader header = SafetensorsHeader.parse(json, size - dataStart, file.toString());
        return new SafetensorsFile(file, channel, header, dataStart);
    }

    /** The file. */
    public Path path() {
        return file;
    }

    /** Names of all tensors, in the order of their data. */
    public Set<String> names() {
        return header.tensors().keySet();
    }

    /** The file's own key-value strings, often {@code format: pt}. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** Whether the file holds a tensor of this name. */
    public boolean has(String name) {
        return header.tensors().containsKey(name);
    }

    /** Type and shape of a tensor; a name the file lacks is a {@link UserError}. */
    public TensorInfo info(String name) {
        return entry(name).info();
    }

    /**
     * Reads a whole F32, F16 or BF16 tensor as floats and leaves {@code target} at its limit.
     *
     * @param target exactly the tensor's elements remaining
     */
    public void readFloats(String name, FloatBuffer target) {
        requireWhole(info(name), target.remaining());
        readFloats(name, 0, target);
    }

    /** Reads as many values as {@code target} has remaining, from element {@code first} on. */
    public void readFloats(String name, long first, FloatBuffer target) {
        SafetensorsHeader.Entry entry = entry(name);
        DType dtype = entry.info().dtype();
        if (!dtype.isWeight()) {
            throw UserError.failed(file + ": tensor " + SafetensorsHeader.shown(name) + " is " + dtype
                    + "; weights must be F32, F16 or BF16");
        }
        read(entry, first, target.remaining(), window -> {
            switch (dtype) {
                case F32 -> target.put(window.asFloatBuffer());
                case BF16, F16 -> widen(window.asShortBuffer(), dtype, target);
                default -> throw new IllegalStateException("not a weight type: " + dtype);
            }
        });
    }

    /** Reads as many values of an I64 tensor as {@code target} has remaining, from element {@code first} on. */
    public void readLongs(String name, long first, LongBuffer target) {
        SafetensorsHeader.Entry entry = entry(name);
        if (entry.info().dtype() != DType.I64) {
            throw UserError.failed(file + ": tensor " + SafetensorsHeader.shown(name) + " is "
                    + entry.info().dtype() + ", expected I64");
        }
        read(entry, first, target.remaining(), window -> target.put(window.asLongBuffer()));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be closed (" + e + ")", e);
        }
    }

    /** Takes the bytes of one window, in file order. */
    private interface WindowSink {
        void accept(ByteBuffer littleEndian);
    }

    private void read(SafetensorsHeader.Entry entry, long first, long count, WindowSink sink) {
        TensorInfo info = entry.info();
        Objects.checkFromIndexSize(first, count, info.elements());
        long position = dataStart + entry.begin() + first * info.dtype().bytes();
        long end = position + count * info.dtype().bytes();
        try {
            // Checked on every read: touching pages behind a shrunk file's end would be a fault, not an exception.
            if (end > channel.size()) {
                throw UserError.failed(file + ": became shorter while it was read");
            }
            while (position < end) {
                long bytes = Math.min(WINDOW_BYTES, end - position);
                try (MappedRange window = MappedRange.of(channel, position, bytes)) {
                    sink.accept(window.bytes());
                }
                position += bytes;
            }
        } catch (IOException e) {
            throw UserError.failed(
                    file + ": tensor " + SafetensorsHeader.shown(info.name()) + " cannot be read (" + e + ")", e);
        } catch (InternalError e) {
            throw UserError.failed(file + ": became unreadable or shorter while it was read", e);
        }
    }

    private static void widen(ShortBuffer source, DType dtype, FloatBuffer target) {
        short[] bits = new short[CHUNK];
        float[] values = new float[CHUNK];
        while (source.hasRemaining()) {
            int count = Math.min(CHUNK, source.remaining());
            source.get(bits, 0, count);
            if (dtype == DType.BF16) {
                for (int i = 0; i < count; i++) {
                    values[i] = HalfFloats.fromBf16(bits[i]);
                }
            } else {
                for (int i = 0; i < count; i++) {
                    values[i] = HalfFloats.fromFp16(bits[i]);
                }
            }
            target.put(values, 0, count);
        }
    }

    static void requireWhole(TensorInfo info, int remaining) {
        if (remaining != info.elements()) {
            throw new IllegalArgumentException(
                    "tensor " + info.name() + " has " + info.elements() + " values, the target " + remaining);
        }
    }

    private SafetensorsHeader.Entry entry(String name) {
        SafetensorsHeader.Entry entry = header.tensors().get(name);
        if (entry == null) {
            throw UserError.failed(file + ": has no tensor " + SafetensorsHeader.shown(name));
        }
        return entry;
    }

    private static ByteBuffer readFully(FileChannel channel, long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
        return buffer.flip();
    }
}
