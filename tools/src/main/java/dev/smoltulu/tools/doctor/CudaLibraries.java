package dev.smoltulu.tools.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The shared libraries that ONNX Runtime's CUDA provider needs, and whether there is a GPU at all.
 *
 * @param gpu     whether an NVIDIA driver is loaded
 * @param missing file names of needed libraries that no searched folder has
 */
record CudaLibraries(boolean gpu, List<String> missing) {

    /** What the provider of ONNX Runtime 1.24.1 links against: CUDA 13 and cuDNN 9. */
    private static final List<String> NEEDED = List.of("libcublasLt.so.13", "libcublas.so.13", "libcudart.so.13",
            "libcufft.so.12", "libcudnn.so.9");
    private static final List<String> USUAL_FOLDERS = List.of("/usr/local/cuda/lib64", "/usr/local/cuda-13/lib64",
            "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/lib64");

    CudaLibraries {
        missing = List.copyOf(missing);
    }

    /** Looks where the dynamic linker would: LD_LIBRARY_PATH, its configured folders, the usual ones. */
    static CudaLibraries ofMachine() {
        boolean driver = Files.exists(Path.of("/proc/driver/nvidia/version")) || Files.exists(Path.of("/dev/nvidia0"))
                || Files.exists(Path.of("/dev/nvidiactl")) || Files.exists(Path.of("/dev/dxg"));
        return new CudaLibraries(driver, missingFrom(folders(System.getenv("LD_LIBRARY_PATH"))));
    }

    static List<String> missingFrom(List<Path> folders) {
        return NEEDED.stream().filter(name -> folders.stream().noneMatch(folder -> Files.exists(folder.resolve(name))))
                .toList();
    }

    private static List<Path> folders(String libraryPath) {
        List<Path> folders = new ArrayList<>();
        if (libraryPath != null) {
            Arrays.stream(libraryPath.split(":")).filter(part -> !part.isBlank()).map(Path::of).forEach(folders::add);
        }
        folders.addAll(configured());
        USUAL_FOLDERS.stream().map(Path::of).forEach(folders::add);
        return folders;
    }

    /** The folders named in /etc/ld.so.conf.d, where CUDA's packages enter theirs. */
    private static List<Path> configured() {
        Path folder = Path.of("/etc/ld.so.conf.d");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isReadable).filter(Files::isRegularFile).toList()) {
                Files.readAllLines(file).stream().map(String::strip).filter(line -> line.startsWith("/"))
                        .map(Path::of).forEach(folders::add);
            }
            return folders;
        } catch (IOException unreadable) {
            return folders;
        }
    }

    /**
     * What this means for {@code --device cuda}.
     *
     * @param provider whether ONNX Runtime has its CUDA provider
     */
    Check check(boolean provider) {
        if (!gpu) {
            return Check.ok("cuda", "no NVIDIA driver on this machine: train with --device cpu");
        }
        if (!provider) {
            return Check.warn("cuda", "there is an NVIDIA driver, but this build's ONNX Runtime has no CUDA provider: "
                    + "train with --device cpu" + lacking());
        }
        return missing.isEmpty() ? Check.ok("cuda", "NVIDIA driver, CUDA 13 and cuDNN 9 found")
                : Check.warn("cuda", "an NVIDIA driver" + lacking() + ": install CUDA 13 and cuDNN 9, and put their "
                        + "folders into LD_LIBRARY_PATH");
    }

    private String lacking() {
        return missing.isEmpty() ? "" : "; not found: " + String.join(", ", missing);
    }
}
