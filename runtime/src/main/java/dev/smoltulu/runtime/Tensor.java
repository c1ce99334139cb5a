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

/** A tensor in memory that this object owns. It must outlive every binding it is part of. */
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

    private Tensor(DataType type, long[] shape) {
        this.type = type;
        this.shape = shape.clone();
        this.allocation = Pointer.calloc(1, bytes() + ALIGNMENT);
        if (allocation == null || allocation.isNull()) {
            throw UserError.failed("out of memory: a tensor of " + Arrays.toString(shape) + " needs " + bytes()
                    + " bytes; use a smaller model, batch or micro_batch_tokens");
        }
        // A pointer of its own to the aligned address: native calls ignore a Pointer's position.
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
        if (closed) {
            throw new IllegalStateException("the tensor is closed");
        }
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
            Pointer.free(allocation);
        }
    }

    private static MemoryInfo cpuMemory() {
        Ort.env();
        return MemoryInfo.CreateCpu(onnxruntime.OrtDeviceAllocator, onnxruntime.OrtMemTypeDefault);
    }
}
