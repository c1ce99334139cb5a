package dev.smoltulu.runtime.cuda;

import dev.smoltulu.base.UserError;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;

/**
 * The libraries of {@link CudaLibrary} on this machine.
 *
 * @param found    files by library; those of JavaCPP's redistributable jars are unpacked when loaded
 * @param searched folders that were looked through, with where each comes from
 */
public record CudaLibraries(Map<CudaLibrary, Path> found, Map<Path, String> searched) {

    /** JavaCPP's jars of CUDA, such as org.bytedeco:cuda-redist, hold libraries there. */
    private static final String RESOURCES = "/org/bytedeco/cuda/linux-x86_64/";
    /** cuDNN opens these by their bare names when it is first used; once loaded, the linker knows them. */
    private static final List<String> CUDNN_PARTS = List.of("libcudnn_graph.so.9", "libcudnn_ops.so.9");

    public CudaLibraries {
        found = Collections.unmodifiableMap(found.isEmpty() ? Map.of() : new EnumMap<>(found));
    }

    /** Looks through this machine. */
    public static CudaLibraries ofMachine() {
        return in(LibraryPlaces.of(
                Path.of("/"),
                Path.of("").toAbsolutePath(),
                System.getenv(),
                System.getProperty("java.library.path", "")));
    }

    /** Looks through folders, the first of which win, and the class path. */
    public static CudaLibraries in(Map<Path, String> places) {
        Map<CudaLibrary, Path> found = new EnumMap<>(CudaLibrary.class);
        for (CudaLibrary library : CudaLibrary.values()) {
            places.keySet().stream()
                    .map(folder -> folder.resolve(library.fileName()))
                    .filter(Files::isReadable)
                    .findFirst()
                    .or(() -> unpacked(library))
                    .ifPresent(file -> found.put(library, file));
        }
        return new CudaLibraries(found, places);
    }

    private static Optional<Path> unpacked(CudaLibrary library) {
        URL resource = CudaLibraries.class.getResource(RESOURCES + library.fileName());
        if (resource == null) {
            return Optional.empty();
        }
        try {
            File file = Loader.cacheResource(resource);
            return Optional.ofNullable(file).map(File::toPath);
        } catch (IOException e) {
            throw UserError.failed(
                    library.fileName() + " cannot be unpacked from " + resource + " (" + e + "); free "
                            + "disk space in the home folder",
                    e);
        }
    }

    /** The libraries that are in no searched folder. */
    public List<CudaLibrary> missing() {
        return Arrays.stream(CudaLibrary.values())
                .filter(library -> !found.containsKey(library))
                .toList();
    }

    /** How to install {@code libraries}: complete commands. */
    public static String remedy(List<CudaLibrary> libraries) {
        return "pip install "
                + libraries.stream()
                        .map(CudaLibrary::pythonPackage)
                        .distinct()
                        .map(name -> "'" + name + "'")
                        .collect(Collectors.joining(" "))
                + ", or apt-get install "
                + libraries.stream().map(CudaLibrary::systemPackage).distinct().collect(Collectors.joining(" "))
                + " from NVIDIA's repository, or name the folder that has "
                + (libraries.size() == 1 ? "it" : "them") + " in " + LibraryPlaces.VARIABLE;
    }

    /**
     * Loads all of them into this process by their full paths, so that the provider finds them independently of the
     * dynamic linker's search path.
     *
     * @throws UserError when one is missing or cannot be loaded
     */
    public void preload() {
        if (!missing().isEmpty()) {
            throw UserError.failed(missing().stream().map(CudaLibrary::fileName).collect(Collectors.joining(", "))
                    + " not found; " + remedy(missing()));
        }
        found.values().forEach(CudaLibraries::load);
        Path cudnn = found.get(CudaLibrary.CUDNN).toAbsolutePath();
        for (String part : CUDNN_PARTS) {
            Path file = cudnn.resolveSibling(part);
            if (Files.isReadable(file)) {
                load(file);
            }
        }
    }

    private static void load(Path file) {
        try {
            System.load(file.toAbsolutePath().toString());
        } catch (UnsatisfiedLinkError refused) {
            throw UserError.failed(
                    file + " cannot be loaded (" + refused.getMessage() + "); install it anew, or name "
                            + "a folder with another one in " + LibraryPlaces.VARIABLE,
                    refused);
        }
    }
}
