package dev.smoltulu.runtime;

import dev.smoltulu.base.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.onnxruntime.OrtTrainingApi;
import org.bytedeco.onnxruntime.StringVector;
import org.bytedeco.onnxruntime.global.onnxruntime;

/**
 * The ONNX Runtime that this process has loaded.
 *
 * @param version   its release, such as 1.24.1
 * @param training  whether it was built with training
 * @param providers its execution providers in its own order of preference, such as CPUExecutionProvider; a listed
 *                  provider is part of the build, which does not mean that the machine has a device for it
 * @param library   the native library that was loaded
 */
public record RuntimeInfo(String version, boolean training, List<String> providers, Path library) {

    /** The provider that computes on NVIDIA's GPUs. */
    public static final String CUDA_PROVIDER = "CUDAExecutionProvider";

    public RuntimeInfo {
        providers = List.copyOf(providers);
    }

    /**
     * Loads the native library, if this process has not yet, and queries it.
     *
     * @throws UserError when the library cannot be loaded
     */
    public static RuntimeInfo load() {
        try {
            String library = Loader.load(onnxruntime.class);
            OrtTrainingApi training = Ort.api().GetTrainingApi().call(onnxruntime.ORT_API_VERSION);
            try (BytePointer version = onnxruntime.GetVersionString()) {
                return new RuntimeInfo(
                        version.getString(),
                        training != null && !training.isNull(),
                        availableProviders(),
                        Path.of(library));
            }
        } catch (LinkageError notLoadable) {
            throw UserError.failed(
                    "the ONNX Runtime library cannot be loaded (" + notLoadable.getMessage() + "); "
                            + "the program needs 64-bit Linux, macOS or Windows, and a writable home folder or "
                            + "-Dorg.bytedeco.javacpp.cachedir=DIR in SMOLTULU_JAVA_OPTS to unpack it",
                    notLoadable);
        }
    }

    private static List<String> availableProviders() {
        try (StringVector names = onnxruntime.GetAvailableProviders()) {
            List<String> providers = new ArrayList<>();
            for (long i = 0; i < names.size(); i++) {
                providers.add(names.get(i).getString());
            }
            return providers;
        }
    }
}
