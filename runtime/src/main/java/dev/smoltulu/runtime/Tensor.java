package dev.smoltulu.runtime;

import dev.smoltulu.UserError;
import dev.smoltulu.graphs.ir.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.onnxruntime.MemoryInfo;
import org.bytedeco.onnxruntime.Value;
import org.bytedeco.onnxruntime.global.onnxruntime;

/** A tensor in memory that this object owns or, as a view, shares. It must outlive every binding it is part of. */
public final class Tensor implements AutoCloseable {

    /** Widest vector registers and cache lines; kernels read aligned memory faster. */
    private static final int ALIGNMENT = 64;
    private static final MemoryInfo CPU_MEMORY = cpuMemory();

    private final DataType type;
    private final long[] shape;
    private final Pointer allocation;
    private final BytePointer data;
    private final Value value;
    private boolean closed;

    /** A view: memory from {@code first} on, which another tensor owns. */
    private Tensor(DataType type, long[] shape, BytePointer first) {
        this.type = type;
        this.shape = shape.clone();
        this.allocation = null;
        this.data = first.capacity(bytes());
        this.value = newValue();
    }

    private Tensor(DataType type, long[] shape) {
        this.type = type;
        this.shape = shape.clone();
        this.allocation = Pointer.calloc(1, bytes() + ALIGNMENT);
        if (allocation == null || allocation.isNull()) {
            throw UserError.failed("out of memory: a tensor of " + Arrays.toString(shape) + " needs " + bytes()
                    + " bytes; use a smaller model, batch or micro_batch_tokens");
        }
        this.data = new BytePointer(allocation).getPointer(-allocation.address() & ALIGNMENT - 1).capacity(bytes());
        this.value = newValue();
    }

    /** A tensor of zeros in the processor's memory. */
    public static Tensor zeros(DataType type, long... shape) {
        return new Tensor(type, shape);
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
        Tensor tensor = new Tensor(DataType.BOOL, new long[] {1});
        tensor.buffer().put((byte) (element ? 1 : 0));
        return tensor;
    }

    private static Tensor sized(DataType type, int elements, long[] shape) {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != elements) {
            throw new IllegalArgumentException(elements + " elements do not fill " + Arrays.toString(shape));
        }
        return new Tensor(type, shape);
    }

    /**
     * A view of {@code count} entries of the outermost axis. It shares this tensor's memory, which must outlive it.
     *
     * @param first the first entry
     */
    public Tensor entries(long first, long count) {
        long[] part = shape.clone();
        part[0] = count;
        return new Tensor(type, part, at(Math.multiplyExact(first, elements() / shape[0])));
    }

    /** Copies elements from one place of this tensor to another; counted in row-major order, without overlap. */
    public void copyWithin(long from, long to, long count) {
        Pointer.memcpy(at(to), at(from), Math.multiplyExact(count, type.bytes()));
    }

    /** A pointer of its own to an element: native calls ignore a Pointer's position. */
    private BytePointer at(long element) {
        requireOpen();
        return data.getPointer(Math.multiplyExact(element, type.bytes()));
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
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    public long bytes() {
        return Math.multiplyExact(elements(), type.bytes());
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
        requireOpen();
        return data.asByteBuffer().order(ByteOrder.nativeOrder());
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
        return Value.CreateTensor(CPU_MEMORY.asOrtMemoryInfo(), data, bytes(), shape, shape.length, type.onnx());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            value.close();
            if (allocation != null) {
                Pointer.free(allocation);
            }
        }
    }

    private static MemoryInfo cpuMemory() {
        Ort.env();
        return MemoryInfo.CreateCpu(onnxruntime.OrtDeviceAllocator, onnxruntime.OrtMemTypeDefault);
    }
}
