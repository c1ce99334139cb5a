package dev.smoltulu.runtime;

import dev.smoltulu.base.UserError;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.CharPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.onnxruntime.Env;
import org.bytedeco.onnxruntime.OrtAllocator;
import org.bytedeco.onnxruntime.OrtApi;
import org.bytedeco.onnxruntime.OrtApiBase;
import org.bytedeco.onnxruntime.OrtStatus;
import org.bytedeco.onnxruntime.OrtTrainingApi;
import org.bytedeco.onnxruntime.global.onnxruntime;

/**
 * The process's one ONNX Runtime environment. It lives until the process ends: sessions and their loggers refer to it
 * from native code.
 */
final class Ort {

    private static final Ort INSTANCE = new Ort();

    private final OrtApi api;
    private final Env env;

    private Ort() {
        Loader.load(onnxruntime.class);
        OrtApiBase base = onnxruntime.OrtGetApiBase();
        this.api = base.GetApi().call(onnxruntime.ORT_API_VERSION);
        // Failures are thrown with the same text; the log would repeat it on the terminal.
        this.env = new Env(onnxruntime.ORT_LOGGING_LEVEL_FATAL, "smoltulu");
        env.DisableTelemetryEvents();
    }

    static Env env() {
        return INSTANCE.env;
    }

    static OrtApi api() {
        return INSTANCE.api;
    }

    /** The training half of the C interface. */
    static OrtTrainingApi trainingApi() {
        OrtTrainingApi training = INSTANCE.api.GetTrainingApi().call(onnxruntime.ORT_API_VERSION);
        if (training == null || training.isNull()) {
            throw UserError.failed(
                    "the ONNX Runtime library was built without training; use the one this program " + "brings along");
        }
        return training;
    }

    /** The process's own allocator, which nobody releases. */
    static OrtAllocator allocator() {
        OrtAllocator allocator = new OrtAllocator();
        check(INSTANCE.api.GetAllocatorWithDefaultOptions(allocator));
        return allocator;
    }

    /** A path as ONNX Runtime takes it: UTF-16 on Windows, bytes elsewhere. */
    static Pointer path(Path path) {
        String text = path.toAbsolutePath().toString();
        return Loader.getPlatform().startsWith("windows") ? new CharPointer(text) : new BytePointer(text);
    }

    /** Turns a failed call of the C interface into an exception and releases its status. */
    static void check(OrtStatus status) {
        if (status == null || status.isNull()) {
            return;
        }
        try (BytePointer message = INSTANCE.api.GetErrorMessage().call(status)) {
            throw new OrtException(message.getString());
        } finally {
            INSTANCE.api.ReleaseStatus(status);
        }
    }
}
