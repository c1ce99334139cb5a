package dev.smoltulu.graphs.weights;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A read-only, little-endian view of a part of a file, taken out of the address space by {@link #close()}:
 * left to the collector, mapped weights would count as resident memory long after they were read.
 */
final class MappedRange implements AutoCloseable {

    private static final Unmapper UNMAPPER = Unmapper.find();

    private final ByteBuffer mapped;
    private ByteBuffer view;

    private MappedRange(ByteBuffer mapped) {
        this.mapped = mapped;
        this.view = mapped.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Maps {@code bytes} bytes (at most 2^31 - 1) from {@code offset} on. */
    static MappedRange of(FileChannel file, long offset, long bytes) throws IOException {
        MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_ONLY, offset, bytes);
        return new MappedRange(mapped);
    }

    /** The bytes; must not be used once this range is closed. */
    ByteBuffer bytes() {
        if (view == null) {
            throw new IllegalStateException("closed");
        }
        return view;
    }

    @Override
    public void close() {
        if (view != null) {
            view = null;
            UNMAPPER.unmap(mapped);
        }
    }

    /**
     * Java 17 has no public way to unmap a buffer before its collection; {@code Unsafe.invokeCleaner} is the one
     * the JDK left open for it. Where it has gone the collector does the work, later.
     */
    private record Unmapper(MethodHandle invokeCleaner) {

        static Unmapper find() {
            try {
                Class<?> unsafe = Class.forName("sun.misc.Unsafe");
                Field instance = unsafe.getDeclaredField("theUnsafe");
                instance.setAccessible(true);
                Method method = unsafe.getMethod("invokeCleaner", ByteBuffer.class);
                MethodHandle handle = MethodHandles.lookup().unreflect(method).bindTo(instance.get(null));
                return new Unmapper(handle.asType(MethodType.methodType(void.class, ByteBuffer.class)));
            } catch (ReflectiveOperationException | RuntimeException e) {
                return new Unmapper(null);
            }
        }

        void unmap(ByteBuffer buffer) {
            if (invokeCleaner == null) {
                return;
            }
            try {
                invokeCleaner.invokeExact(buffer);
            } catch (Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("a mapped file could not be released", e);
            }
        }
    }
}
