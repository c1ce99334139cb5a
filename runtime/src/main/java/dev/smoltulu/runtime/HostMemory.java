package dev.smoltulu.runtime;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.onnxruntime.MemoryInfo;
import org.bytedeco.onnxruntime.global.onnxruntime;

/** Memory of the processor. */
final class HostMemory implements TensorMemory {

    /** Widest vector registers and cache lines; kernels read aligned memory faster. */
    private static final int ALIGNMENT = 64;

    private static final MemoryInfo INFO = cpu();

    private final OwnedResources owned;
    private final BytePointer data;

    HostMemory(long bytes) {
        try (OwnedResources opening = new OwnedResources()) {
            Pointer allocation = Pointer.calloc(1, bytes + ALIGNMENT);
            if (allocation == null || allocation.isNull()) {
                throw UserError.failed("out of memory: a tensor needs " + bytes + " bytes; use a smaller model, or "
                        + "fewer tokens at once");
            }
            opening.own(() -> Pointer.free(allocation));
            this.data = new BytePointer(allocation)
                    .getPointer(-allocation.address() & ALIGNMENT - 1)
                    .capacity(bytes);
            this.owned = opening.release();
        }
    }

    private HostMemory(BytePointer data) {
        this.owned = new OwnedResources();
        this.data = data;
    }

    /** The bytes in place, little-endian. */
    ByteBuffer buffer() {
        return data.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    @Override
    public MemoryInfo info() {
        return INFO;
    }

    @Override
    public BytePointer at(long offset) {
        return data.getPointer(offset);
    }

    @Override
    public HostMemory part(long offset, long bytes) {
        return new HostMemory(at(offset).capacity(bytes));
    }

    @Override
    public void copyWithin(long from, long to, long bytes) {
        Pointer.memcpy(at(to), at(from), bytes);
    }

    @Override
    public void close() {
        owned.close();
    }

    private static MemoryInfo cpu() {
        Ort.env();
        return MemoryInfo.CreateCpu(onnxruntime.OrtDeviceAllocator, onnxruntime.OrtMemTypeDefault);
    }
}
