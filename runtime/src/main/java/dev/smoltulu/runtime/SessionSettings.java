package dev.smoltulu.runtime;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.runtime.cuda.CudaDevice;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.onnxruntime.CUDAProviderOptions;
import org.bytedeco.onnxruntime.SessionOptions;
import org.bytedeco.onnxruntime.StringStringMap;
import org.bytedeco.onnxruntime.global.onnxruntime;

/**
 * How a session runs its graph.
 *
 * @param device  the processor it computes on
 * @param threads threads inside one operator on the CPU, at least 1. Results are equal bit for bit only for equal
 *                numbers of threads: the number decides in which blocks ONNX Runtime's matrix multiplication adds up
 * @param tf32    whether a GPU may compute fp32 matrix multiplications in TF32, with inputs of 10 bits of mantissa
 */
public record SessionSettings(Device device, int threads, boolean tf32) {

    /** System property with the number of threads per process, for processes that share a machine. */
    public static final String THREADS_PROPERTY = "smoltulu.threads";

    public SessionSettings {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads compute nothing");
        }
    }

    /** Settings with {@link #defaultThreads} threads. */
    public static SessionSettings on(Device device) {
        return new SessionSettings(device, defaultThreads(), false);
    }

    /**
     * What {@link #THREADS_PROPERTY} says; without it one thread per core, but no more than the processors that this
     * process may use. ONNX Runtime's own default is not used because it cannot be asked for and handed to another
     * process.
     */
    public static int defaultThreads() {
        int asked = Integer.getInteger(THREADS_PROPERTY, 0);
        if (asked > 0) {
            return asked;
        }
        int processors = Runtime.getRuntime().availableProcessors();
        int cores = Loader.totalCores();
        return cores > 0 ? Math.min(cores, processors) : processors;
    }

    public SessionSettings withThreads(int count) {
        return new SessionSettings(device, count, tf32);
    }

    public SessionSettings withTf32() {
        return new SessionSettings(device, threads, true);
    }

    /** Native options, to be closed by the caller. */
    SessionOptions open() {
        device.requireAvailable();
        try (OwnedResources opening = new OwnedResources()) {
            SessionOptions options = opening.own(new SessionOptions());
            configure(options);
            opening.release();
            return options;
        }
    }

    private void configure(SessionOptions options) {
        // Our graphs are emitted as they should run. Optimising them costs start-up time, and common-subexpression
        // elimination would undo recomputation.
        options.SetGraphOptimizationLevel(onnxruntime.ORT_DISABLE_ALL);
        options.SetIntraOpNumThreads(threads);
        // Memory patterns are cached by a key that different input shapes share: varying batches would waste memory.
        options.DisableMemPattern();
        Profiler.nextSession().ifPresent(prefix -> {
            try (Pointer path = Ort.path(prefix)) {
                options.EnableProfiling(path);
            }
        });
        if (device.kind() == Device.Kind.CUDA) {
            appendCuda(options);
        }
    }

    /** Options of the CUDA provider, by its own names. */
    Map<String, String> cudaOptions() {
        return Map.of(
                "device_id",
                Integer.toString(device.ordinal()),
                "use_tf32",
                tf32 ? "1" : "0",
                // The default doubles the arena each time, which can waste half of the memory.
                "arena_extend_strategy",
                "kSameAsRequested",
                "do_copy_in_default_stream",
                "1");
    }

    private void appendCuda(SessionOptions options) {
        CudaDevice gpu = device.cuda();
        try (CUDAProviderOptions cuda = new CUDAProviderOptions();
                StringStringMap map = new StringStringMap();
                Pointer stream = new NativeAddress(gpu.stream())) {
            for (Map.Entry<String, String> option : cudaOptions().entrySet()) {
                try (BytePointer key = new BytePointer(option.getKey());
                        BytePointer value = new BytePointer(option.getValue())) {
                    map.put(key, value);
                }
            }
            cuda.Update(map);
            // One stream for all sessions and for our own copies, so that work runs in the order it was enqueued.
            cuda.UpdateWithValue("user_compute_stream", stream);
            options.AppendExecutionProvider_CUDA_V2(cuda.asOrtCUDAProviderOptionsV2());
        } catch (RuntimeException e) {
            throw new OrtException("the CUDA provider does not start: " + e.getMessage(), e);
        }
    }
}
