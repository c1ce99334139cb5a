package dev.smoltulu.graphs.weights;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * A read-only, little-endian view of a part of a file, taken out of the address space by {@link #close()}:
 * left to the collector, mapped weights would count as resident memory long after they were read. For one thread.
 */
final class MappedRange implements AutoCloseable {

    private static final Mapper MAPPER = findMapper();

    private final AutoCloseable release;
    private ByteBuffer bytes;

    private MappedRange(ByteBuffer mapped, AutoCloseable release) {
        this.bytes = mapped.order(ByteOrder.LITTLE_ENDIAN);
        this.release = release;
    }

    /** Maps {@code bytes} bytes (at most 2^31 - 1) from {@code offset} on. */
    static MappedRange of(FileChannel file, long offset, long bytes) throws IOException {
        try {
            return MAPPER.map(file, offset, bytes);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("a file could not be mapped", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a file could not be mapped", e);
        }
    }

    /** The bytes; must not be used once this range is closed. */
    ByteBuffer bytes() {
        if (bytes == null) {
            throw new IllegalStateException("closed");
        }
        return bytes;
    }

    @Override
    public void close() {
        if (bytes == null) {
            return;
        }
        bytes = null;
        try {
            release.close();
        } catch (Exception e) {
            throw new IllegalStateException("a mapped file could not be released", e);
        }
    }

    /** Java 22 made releasing a mapping public; Java 17 only left {@code Unsafe.invokeCleaner} open for it. */
    private interface Mapper {
        MappedRange map(FileChannel file, long offset, long bytes) throws IOException, ReflectiveOperationException;
    }

    private static Mapper findMapper() {
        try {
            return Runtime.version().feature() >= 22 ? arenaMapper() : unsafeMapper();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java cannot release mapped files", e);
        }
    }

    private static Mapper arenaMapper() throws ReflectiveOperationException {
        Class<?> arenaClass = Class.forName("java.lang.foreign.Arena");
        Method ofConfined = arenaClass.getMethod("ofConfined");
        Method map = FileChannel.class.getMethod("map", FileChannel.MapMode.class, long.class, long.class, arenaClass);
        Method asByteBuffer = Class.forName("java.lang.foreign.MemorySegment").getMethod("asByteBuffer");
        return (file, offset, bytes) -> {
            AutoCloseable arena = (AutoCloseable) ofConfined.invoke(null);
            try {
                Object segment = map.invoke(file, FileChannel.MapMode.READ_ONLY, offset, bytes, arena);
                return new MappedRange((ByteBuffer) asByteBuffer.invoke(segment), arena);
            } catch (ReflectiveOperationException e) {
                new MappedRange(ByteBuffer.allocate(0), arena).close();
                throw e;
            }
        };
    }

    private static Mapper unsafeMapper() throws ReflectiveOperationException {
        Class<?> unsafeClass = Class.forName("sun.misc.Unsafe");
        Field field = unsafeClass.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Object unsafe = field.get(null);
        Method invokeCleaner = unsafeClass.getMethod("invokeCleaner", ByteBuffer.class);
        return (file, offset, bytes) -> {
            ByteBuffer mapped = file.map(FileChannel.MapMode.READ_ONLY, offset, bytes);
            return new MappedRange(mapped, () -> invokeCleaner.invoke(unsafe, mapped));
        };
    }
}
