package dev.smoltulu.runtime;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.onnxruntime.MemoryInfo;

/** Bytes that a tensor stands in: a place of the host's memory or of a GPU's. */
sealed interface TensorMemory extends AutoCloseable permits HostMemory, CudaMemory {

    /** New memory on {@code device}, full of zeros. */
    static TensorMemory zeros(Device device, long bytes) {
        return switch (device.kind()) {
            case CPU -> new HostMemory(bytes);
            case CUDA -> new CudaMemory(device, bytes);
        };
    }

    /** Where it is, as ONNX Runtime names it. */
    MemoryInfo info();

    /** A pointer of its own to a byte: native calls ignore a Pointer's position. */
    Pointer at(long offset);

    /** A part of it that shares its bytes and must not outlive it. */
    TensorMemory part(long offset, long bytes);

    /** Copies bytes from one place of it to another, without overlap. */
    void copyWithin(long from, long to, long bytes);

    @Override
    void close();
}
