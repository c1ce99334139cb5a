package dev.smoltulu.runtime;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.onnxruntime.MemoryInfo;

/** The memory of a tensor, on the host or on a GPU. */
sealed interface TensorMemory extends AutoCloseable permits HostMemory, CudaMemory {

    /** New memory on {@code device}, set to zeros. */
    static TensorMemory zeros(Device device, long bytes) {
        return switch (device.kind()) {
            case CPU -> new HostMemory(bytes);
            case CUDA -> new CudaMemory(device, bytes);
        };
    }

    /** Its location, as ONNX Runtime names it. */
    MemoryInfo info();

    /** A new pointer to the byte at {@code offset}: native calls ignore a pointer's position. */
    Pointer at(long offset);

    /** A view of a part, which must not outlive this. */
    TensorMemory part(long offset, long bytes);

    /** Copies bytes within it, without overlap. */
    void copyWithin(long from, long to, long bytes);

    @Override
    void close();
}
