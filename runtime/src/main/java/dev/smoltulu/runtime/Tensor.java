package dev.smoltulu.runtime;

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
 * A tensor in memory, the host's or a GPU's, that this object owns or, as a view, shares. It must outlive every binding
 * it is part of.
 */
public final class Tensor implements AutoCloseable {

    private final DataType type;
    private final long[] shape;
    private final TensorMemory memory;
    private final Value value;
    private boolean closed;

    private Tensor(DataType type, long[] shape, TensorMemory memory) {
        this.type = type;
        this.shape = shape.clone();
        this.memory = memory;
        this.value = newValue();
    }

    /** A tensor of zeros in the processor's memory. */
    public static Tensor zeros(DataType type, long... shape) {
        return zeros(Device.CPU, type, shape);
    }

    /** A tensor of zeros in the memory of {@code device}. */
    public static Tensor zeros(Device device, DataType type, long... shape) {
        return new Tensor(type, shape, TensorMemory.zeros(device, bytes(type, shape)));
    }

    public static Tensor of(float[] elements, long... shape) {
        Tensor tensor = sized(DataType.FLOAT, elements.length, shape);
        tensor.floats().put(elements);
        return tensor;
    }

    public static Tensor of(long[] elements, long... shape) {
        Tensor tensor = sized(DataType.INT64, elements.length, shape);
        tensor.buffer().asLongBuffer().put(elements);
        return tensor;
    }

    public static Tensor of(int[] elements, long... shape) {
        Tensor tensor = sized(DataType.INT32, elements.length, shape);
        tensor.buffer().asIntBuffer().put(elements);
        return tensor;
    }

    public static Tensor of(boolean element) {
        Tensor tensor = zeros(DataType.BOOL, 1);
        tensor.buffer().put((byte) (element ? 1 : 0));
        return tensor;
    }

    private static Tensor sized(DataType type, int elements, long[] shape) {
        if (elements(shape) != elements) {
            throw new IllegalArgumentException(elements + " elements do not fill " + Arrays.toString(shape));
        }
        return zeros(type, shape);
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

    /** Copies elements from one place of this tensor to another; counted in row-major order, without overlap. */
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
     * Lets {@code writer} write all elements of a tensor of real numbers, wherever it is. On a GPU it sees zeros, and
     * what it leaves is copied there; so also for 16-bit elements, to which its numbers are rounded.
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

    /** Takes over all elements of {@code source}, of the same type and shape and in memory of the same device. */
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

    /** Copies all elements into {@code target}, a host tensor of the same type and at least as many elements. */
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

    /** Another native handle on the same memory, for containers that take theirs over. */
    Value newValue() {
        return Value.CreateTensor(
                memory.info().asOrtMemoryInfo(), memory.at(0), bytes(), shape, shape.length, type.onnx());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            value.close();
            memory.close();
        }
    }
}
