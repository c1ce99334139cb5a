package dev.smoltulu.runtime;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.runtime.cuda.CudaDevice;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.onnxruntime.MemoryInfo;
import org.bytedeco.onnxruntime.global.onnxruntime;

/** Memory of a GPU; Java cannot read it, only copy it from and to the host's. */
final class CudaMemory implements TensorMemory {

    private final OwnedResources owned;
    private final CudaDevice device;
    private final MemoryInfo info;
    private final long address;

    CudaMemory(Device device, long bytes) {
        this.device = device.cuda();
        try (OwnedResources opening = new OwnedResources()) {
            this.info = opening.own(info(device));
            this.address = allocate(this.device, bytes);
            opening.own(() -> this.device.free(address));
            this.owned = opening.release();
        }
    }

    private static long allocate(CudaDevice device, long bytes) {
        try {
            return device.allocate(bytes);
        } catch (UserError full) {
            throw UserError.failed(full.getMessage(), new DeviceMemoryException(full));
        }
    }

    /** Names the memory of {@code device} to ONNX Runtime; the caller closes it. */
    static MemoryInfo info(Device device) {
        // A name that ONNX Runtime keeps for the device memory of its CUDA provider.
        return new MemoryInfo("Cuda", onnxruntime.OrtDeviceAllocator, device.ordinal(), onnxruntime.OrtMemTypeDefault);
    }

    private CudaMemory(CudaMemory whole, long offset) {
        this.device = whole.device;
        this.info = whole.info;
        this.address = whole.address + offset;
        this.owned = new OwnedResources();
    }

    @Override
    public MemoryInfo info() {
        return info;
    }

    @Override
    public Pointer at(long offset) {
        return new NativeAddress(address + offset);
    }

    @Override
    public CudaMemory part(long offset, long bytes) {
        return new CudaMemory(this, offset);
    }

    @Override
    public void copyWithin(long from, long to, long bytes) {
        device.copy(address + to, address + from, bytes);
    }

    /** Copies bytes from other memory of the same GPU. */
    void copyFrom(CudaMemory source, long bytes) {
        device.copy(address, source.address, bytes);
    }

    /** Fills it from the host. */
    void write(HostMemory source, long bytes) {
        device.copy(address, source.at(0).address(), bytes);
    }

    /** Copies it to the host. */
    void read(HostMemory target, long bytes) {
        device.copy(target.at(0).address(), address, bytes);
    }

    @Override
    public void close() {
        owned.close();
    }
}
