package dev.smoltulu.runtime;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.HalfFloats;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.onnxruntime.Value;

/**
 * A tensor in host or GPU memory that this object owns or, as a view, shares. It must outlive every binding that uses
 * it.
 */
public final class Tensor implements AutoCloseable {

    private final OwnedResources owned;
    private final DataType type;
    private final long[] shape;
    private final TensorMemory memory;
    private final Value value;
    private boolean closed;

    /** Takes {@code memory} over. */
    private Tensor(DataType type, long[] shape, TensorMemory memory) {
        try (OwnedResources opening = new OwnedResources()) {
            this.memory = opening.own(memory);
            this.type = type;
            this.shape = shape.clone();
            this.value = opening.own(newValue());
            this.owned = opening.release();
        }
    }

    /** A tensor of zeros in host memory. */
    public static Tensor zeros(DataType type, long... shape) {
        return zeros(Device.CPU, type, shape);
    }

    /** A tensor of zeros in the memory of {@code device}. */
    public static Tensor zeros(Device device, DataType type, long... shape) {
        return new Tensor(type, shape, TensorMemory.zeros(device, bytes(type, shape)));
    }

    public static Tensor of(float[] elements, long... shape) {
        return filled(
                DataType.FLOAT,
                elements.length,
                shape,
                tensor -> tensor.floats().put(elements));
    }

    public static Tensor of(long[] elements, long... shape) {
        return filled(
                DataType.INT64,
                elements.length,
                shape,
                tensor -> tensor.buffer().asLongBuffer().put(elements));
    }

    public static Tensor of(int[] elements, long... shape) {
        return filled(
                DataType.INT32,
                elements.length,
                shape,
                tensor -> tensor.buffer().asIntBuffer().put(elements));
    }

    public static Tensor of(boolean element) {
        return filled(
                DataType.BOOL, 1, new long[] {1}, tensor -> tensor.buffer().put((byte) (element ? 1 : 0)));
    }

    private static Tensor filled(DataType type, int elements, long[] shape, Consumer<Tensor> writer) {
        if (elements(shape) != elements) {
            throw new IllegalArgumentException(elements + " elements do not fill " + Arrays.toString(shape));
        }
        try (OwnedResources opening = new OwnedResources()) {
            Tensor tensor = opening.own(zeros(type, shape));
            writer.accept(tensor);
            opening.release();
            return tensor;
        }
    }

    private static long elements(long[] shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    private static long bytes(DataType type, long[] shape) {
        return Math.multiplyExact(elements(shape), type.bytes());
    }

    /**
     * A view of {@code count} entries of the outermost axis. It shares this tensor's memory, which must outlive it.
     *
     * @param first the first entry
     */
    public Tensor entries(long first, long count) {
        long[] part = shape.clone();
        part[0] = count;
        requireOpen();
        return new Tensor(type, part, memory.part(offset(first * (elements() / shape[0])), bytes(type, part)));
    }

    /** Copies elements within this tensor, without overlap; positions are counted in row-major order. */
    public void copyWithin(long from, long to, long count) {
        requireOpen();
        memory.copyWithin(offset(from), offset(to), offset(count));
    }

    private long offset(long elements) {
        return Math.multiplyExact(elements, type.bytes());
    }

    /** Whether Java can read and write the elements in place. */
    public boolean isOnHost() {
        return memory instanceof HostMemory;
    }

    /**
     * Lets {@code writer} write all elements of a float tensor, on any device. Elements on a GPU or of 16 bits are
     * written into a host buffer of zeros first, then rounded and copied.
     */
    public void fill(Consumer<FloatBuffer> writer) {
        if (isOnHost() && type == DataType.FLOAT) {
            writer.accept(floats());
            return;
        }
        try (Tensor copy = zeros(DataType.FLOAT, shape)) {
            writer.accept(copy.floats());
            if (type == DataType.FLOAT) {
                gpu().write(copy.host(), bytes());
            } else if (isOnHost()) {
                round(copy.floats(), buffer().asShortBuffer());
            } else {
                try (Tensor rounded = zeros(type, shape)) {
                    round(copy.floats(), rounded.buffer().asShortBuffer());
                    gpu().write(rounded.host(), bytes());
                }
            }
        }
    }

    private void round(FloatBuffer source, ShortBuffer target) {
        switch (type) {
            case BFLOAT16 -> {
                while (source.hasRemaining()) {
                    target.put(HalfFloats.toBf16(source.get()));
                }
            }
            case FLOAT16 -> {
                while (source.hasRemaining()) {
                    target.put(HalfFloats.toFp16(source.get()));
                }
            }
            default -> throw new IllegalStateException("a tensor of " + type + " is not rounded to");
        }
    }

    /** Copies all elements from {@code source}, which has the same type, shape and device. */
    public void copyFrom(Tensor source) {
        requireOpen();
        source.requireOpen();
        if (source.type != type || !Arrays.equals(source.shape, shape) || source.isOnHost() != isOnHost()) {
            throw new IllegalArgumentException(source.type + " " + Arrays.toString(source.shape) + " is not copied to "
                    + type + " " + Arrays.toString(shape));
        }
        if (isOnHost()) {
            Pointer.memcpy(host().at(0), source.host().at(0), bytes());
        } else {
            gpu().copyFrom(source.gpu(), bytes());
        }
    }

    /** Copies all elements into {@code target}, a host tensor of the same type with room for them. */
    void copyTo(Tensor target) {
        requireOpen();
        if (target.type != type || target.bytes() < bytes()) {
            throw new IllegalArgumentException(
                    Arrays.toString(shape) + " does not fit into " + Arrays.toString(target.shape));
        }
        if (isOnHost()) {
            Pointer.memcpy(target.host().at(0), host().at(0), bytes());
        } else {
            gpu().read(target.host(), bytes());
        }
    }

    private CudaMemory gpu() {
        requireOpen();
        return (CudaMemory) memory;
    }

    private HostMemory host() {
        requireOpen();
        if (memory instanceof HostMemory host) {
            return host;
        }
        throw new IllegalStateException("the tensor is in a GPU's memory");
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the tensor is closed");
        }
    }

    public DataType type() {
        return type;
    }

    public long[] shape() {
        return shape.clone();
    }

    public long elements() {
        return elements(shape);
    }

    public long bytes() {
        return bytes(type, shape);
    }

    /** The elements as floats, in place; valid until this tensor is closed. Only for float tensors under 2^31 bytes. */
    public FloatBuffer floats() {
        if (type != DataType.FLOAT) {
            throw new IllegalStateException("a tensor of " + type + " has no floats");
        }
        return buffer().asFloatBuffer();
    }

    /** The elements as bytes, in place and little-endian; valid until this tensor is closed. */
    public ByteBuffer buffer() {
        return host().buffer();
    }

    /** The only element of a float tensor. */
    public float item() {
        if (elements() != 1) {
            throw new IllegalStateException("a tensor of shape " + Arrays.toString(shape) + " is not one number");
        }
        return floats().get(0);
    }

    Value value() {
        return value;
    }

    /** Another native handle of the same memory, for containers that take ownership of their handles. */
    Value newValue() {
        return Value.CreateTensor(
                memory.info().asOrtMemoryInfo(), memory.at(0), bytes(), shape, shape.length, type.onnx());
    }

    @Override
    public void close() {
        closed = true;
        owned.close();
    }
}
