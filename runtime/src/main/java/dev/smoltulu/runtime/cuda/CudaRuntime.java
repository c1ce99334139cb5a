package dev.smoltulu.runtime.cuda;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;

/**
 * The functions of CUDA's runtime library that memory and streams need; names and error codes are those of the CUDA
 * Runtime API 13. Addresses and streams are plain numbers. Each call is for the GPU that its thread has chosen.
 */
final class CudaRuntime {

    /** cudaMemcpyDefault: the direction follows from the addresses. */
    private static final int BY_ADDRESS = 4;
    /** cudaStreamNonBlocking: does not synchronise with the default stream. */
    private static final int NON_BLOCKING = 1;
    /** cudaErrorMemoryAllocation. */
    private static final int OUT_OF_MEMORY = 2;

    private final NativeLibrary library;

    /** Bytes of a GPU's memory. */
    record Memory(long free, long total) {}

    /** A call that failed, in CUDA's words. */
    static final class CudaException extends RuntimeException {

        private final boolean outOfMemory;

        private CudaException(String function, int code, String text) {
            super(function + ": " + text + " (" + code + ")");
            this.outOfMemory = code == OUT_OF_MEMORY;
        }

        boolean isOutOfMemory() {
            return outOfMemory;
        }
    }

    /** The library in {@code file}. */
    CudaRuntime(Path file) {
        this.library = NativeLibrary.getInstance(file.toAbsolutePath().toString());
    }

    int devices() {
        IntByReference count = new IntByReference();
        call("cudaGetDeviceCount", count);
        return count.getValue();
    }

    /** Sets the calling thread's GPU. */
    void choose(int ordinal) {
        call("cudaSetDevice", ordinal);
    }

    long createStream() {
        PointerByReference stream = new PointerByReference();
        call("cudaStreamCreateWithFlags", stream, NON_BLOCKING);
        return com.sun.jna.Pointer.nativeValue(stream.getValue());
    }

    void synchronize(long stream) {
        call("cudaStreamSynchronize", stream);
    }

    long allocate(long bytes) {
        PointerByReference address = new PointerByReference();
        call("cudaMalloc", address, bytes);
        return com.sun.jna.Pointer.nativeValue(address.getValue());
    }

    void free(long address) {
        call("cudaFree", address);
    }

    /** Enqueues zeros. */
    void clear(long address, long bytes, long stream) {
        call("cudaMemsetAsync", address, 0, bytes, stream);
    }

    /** Enqueues a copy between any two of GPU and host. */
    void copy(long target, long source, long bytes, long stream) {
        call("cudaMemcpyAsync", target, source, bytes, BY_ADDRESS, stream);
    }

    Memory memory() {
        LongByReference free = new LongByReference();
        LongByReference total = new LongByReference();
        call("cudaMemGetInfo", free, total);
        return new Memory(free.getValue(), total.getValue());
    }

    private void call(String function, Object... arguments) {
        int code = library.getFunction(function).invokeInt(arguments);
        if (code != 0) {
            Function text = library.getFunction("cudaGetErrorString");
            throw new CudaException(function, code, text.invokeString(new Object[] {code}, false));
        }
    }
}
