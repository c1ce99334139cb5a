package dev.smoltulu.runtime.cuda;

import dev.smoltulu.base.UserError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A GPU of this machine with the one stream for all work of this process on it. It stays open until the process ends,
 * because sessions refer to the stream from native code.
 */
public final class CudaDevice {

    private static final Map<Integer, CudaDevice> OPEN = new ConcurrentHashMap<>();

    private final int ordinal;
    private final CudaRuntime runtime;
    private final long stream;

    private CudaDevice(int ordinal, CudaRuntime runtime) {
        this.ordinal = ordinal;
        this.runtime = runtime;
        runtime.choose(ordinal);
        this.stream = runtime.createStream();
    }

    /**
     * Opens the GPU of this number; the first call loads CUDA's libraries.
     *
     * @param provider whether this build of ONNX Runtime has the CUDA provider
     * @throws UserError naming the first thing that is missing and what to do
     */
    public static CudaDevice open(int ordinal, BooleanSupplier provider) {
        return OPEN.computeIfAbsent(ordinal, number -> {
            try {
                return load(number, provider);
            } catch (CudaRuntime.CudaException failed) {
                throw unavailable(number, failed.getMessage() + "; smoltulu doctor `device` cuda tells more");
            }
        });
    }

    private static CudaDevice load(int ordinal, BooleanSupplier provider) {
        NvidiaDriver driver = NvidiaDriver.ofMachine();
        if (!driver.loaded()) {
            throw unavailable(
                    ordinal,
                    NvidiaDriver.LIBRARY + " is missing, for this machine has no NVIDIA driver; " + "install driver "
                            + NvidiaDriver.MIN_RELEASE + " or newer");
        }
        if (driver.release().isPresent() && driver.release().get() < NvidiaDriver.MIN_RELEASE) {
            throw unavailable(
                    ordinal,
                    "NVIDIA's driver " + driver.version().orElseThrow() + " is too old for CUDA 13; " + "install "
                            + NvidiaDriver.MIN_RELEASE + " or newer");
        }
        CudaLibraries libraries = CudaLibraries.ofMachine();
        if (!libraries.missing().isEmpty()) {
            throw unavailable(
                    ordinal,
                    libraries.missing().stream().map(CudaLibrary::fileName).collect(Collectors.joining(", "))
                            + " not found; " + CudaLibraries.remedy(libraries.missing()));
        }
        if (!provider.getAsBoolean()) {
            throw unavailable(
                    ordinal,
                    "libonnxruntime_providers_cuda.so is not among this program's jars; start it "
                            + "by ./smoltulu with `device` cuda or SMOLTULU_DEVICE=cuda, or from a bundle for cuda");
        }
        libraries.preload();
        CudaRuntime runtime = new CudaRuntime(libraries.found().get(CudaLibrary.CUDART));
        int devices = runtime.devices();
        if (ordinal >= devices) {
            throw unavailable(
                    ordinal, "there " + (devices == 1 ? "is 1 GPU" : "are " + devices + " GPUs") + ", counted from 0");
        }
        return new CudaDevice(ordinal, runtime);
    }

    private static UserError unavailable(int ordinal, String problem) {
        return UserError.failed("device cuda:" + ordinal + " is not available: " + problem + "; or use `device` cpu");
    }

    /** The handle of its stream. */
    public long stream() {
        return stream;
    }

    /**
     * Allocates memory and sets it to zeros.
     *
     * @return its address
     * @throws UserError when there is not enough
     */
    public long allocate(long bytes) {
        runtime.choose(ordinal);
        try {
            // CUDA returns no address for 0 bytes, and tensors may be empty.
            long address = runtime.allocate(Math.max(1, bytes));
            try {
                runtime.clear(address, Math.max(1, bytes), stream);
                return address;
            } catch (CudaRuntime.CudaException notCleared) {
                runtime.free(address);
                throw notCleared;
            }
        } catch (CudaRuntime.CudaException failed) {
            if (!failed.isOutOfMemory()) {
                throw failed;
            }
            CudaRuntime.Memory memory = runtime.memory();
            throw UserError.failed(
                    "out of memory on cuda:" + ordinal + ": " + bytes + " bytes are needed, "
                            + memory.free() + " of " + memory.total()
                            + " are free; use a smaller model or another GPU, or end "
                            + "what else uses this one",
                    failed);
        }
    }

    public void free(long address) {
        runtime.choose(ordinal);
        runtime.free(address);
    }

    /** Copies between this GPU and the host, or within either, and waits for it. */
    public void copy(long target, long source, long bytes) {
        runtime.choose(ordinal);
        runtime.copy(target, source, bytes, stream);
        runtime.synchronize(stream);
    }

    /** Total memory in bytes. */
    public long totalBytes() {
        runtime.choose(ordinal);
        return runtime.memory().total();
    }

    /** Free memory in bytes. */
    public long freeBytes() {
        runtime.choose(ordinal);
        return runtime.memory().free();
    }
}
