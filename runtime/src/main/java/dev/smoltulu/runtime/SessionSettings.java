package dev.smoltulu.runtime;

import org.bytedeco.onnxruntime.SessionOptions;
import org.bytedeco.onnxruntime.global.onnxruntime;

/**
 * How a session runs its graph.
 *
 * @param device  where it computes
 * @param threads threads inside one operator on the CPU; 0 takes one per core
 */
public record SessionSettings(Device device, int threads) {

    /** Where processes share a machine, this system property says how many threads each may take. */
    public static final String THREADS_PROPERTY = "smoltulu.threads";

    public static SessionSettings on(Device device) {
        return new SessionSettings(device, Integer.getInteger(THREADS_PROPERTY, 0));
    }

    public SessionSettings withThreads(int count) {
        return new SessionSettings(device, count);
    }

    /** Native options, to be closed by the caller. */
    SessionOptions open() {
        device.requireAvailable();
        SessionOptions options = new SessionOptions();
        // Our graphs are emitted as they should run. Rewriting them costs start-up time, and merging equal nodes
        // would undo recomputation.
        options.SetGraphOptimizationLevel(onnxruntime.ORT_DISABLE_ALL);
        if (threads > 0) {
            options.SetIntraOpNumThreads(threads);
        }
        // Patterns are cached by a key that different input shapes share, so varying batches would waste memory.
        options.DisableMemPattern();
        return options;
    }
}
