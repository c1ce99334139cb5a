package dev.smoltulu.runtime.cuda;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folders of a Linux machine in which CUDA's libraries may be, in search order: those named for this program,
 * Python environments from the nearest to the farthest, the system's.
 */
public final class LibraryPlaces {

    /** Environment variable with folders for this program alone, separated by colons. */
    public static final String VARIABLE = "SMOLTULU_CUDA_PATH";

    private static final List<String> SYSTEM = List.of(
            "usr/local/cuda/lib64",
            "usr/local/cuda/lib",
            "usr/local/cuda-13*/lib64",
            "usr/local/cuda-13*/lib",
            "usr/local/cuda-13*/targets/x86_64-linux/lib",
            "usr/lib/x86_64-linux-gnu",
            "usr/lib/wsl/lib",
            "usr/lib64",
            "usr/lib",
            "lib64",
            "usr/local/lib");
    private static final List<String> ENVIRONMENTS = List.of("opt/conda", "opt/venv", "opt/*/venv", "usr/local", "usr");
    private static final List<String> HOME_ENVIRONMENTS = List.of(
            ".venv", "venv", ".local", "miniconda3", "anaconda3", "miniforge3", ".pyenv/versions/*", ".virtualenvs/*");

    private final Map<Path, String> folders = new LinkedHashMap<>();
    private final Path root;
    private final Map<String, String> environment;

    private LibraryPlaces(Path root, Map<String, String> environment) {
        this.root = root;
        this.environment = environment;
    }

    /**
     * Those that exist, by folder, with where each comes from.
     *
     * @param root        of the file system
     * @param working     folder that relative names start from
     * @param environment variables of the process
     * @param libraryPath java.library.path
     */
    public static Map<Path, String> of(Path root, Path working, Map<String, String> environment, String libraryPath) {
        LibraryPlaces places = new LibraryPlaces(root, environment);
        places.named(VARIABLE);
        places.path("java.library.path", libraryPath);
        places.named("LD_LIBRARY_PATH");
        places.python("VIRTUAL_ENV", places.variable("VIRTUAL_ENV"));
        places.python("CONDA_PREFIX", places.variable("CONDA_PREFIX"));
        places.python("Python environment", Optional.of(working.resolve(".venv")));
        places.python("Python environment", Optional.of(working.resolve("venv")));
        places.pythonsOnPath();
        places.variable("HOME")
                .ifPresent(home -> HOME_ENVIRONMENTS.stream()
                        .flatMap(form -> matching(home, form).stream())
                        .forEach(at -> places.python("Python environment", Optional.of(at))));
        ENVIRONMENTS.stream()
                .flatMap(form -> matching(root, form).stream())
                .forEach(at -> places.python("Python environment", Optional.of(at)));
        for (String name : List.of("CUDA_HOME", "CUDA_PATH")) {
            places.variable(name)
                    .ifPresent(home -> List.of("lib64", "lib").forEach(lib -> places.add(name, home.resolve(lib))));
        }
        places.linkerConfiguration();
        SYSTEM.stream().flatMap(form -> matching(root, form).stream()).forEach(at -> places.add("system", at));
        return Collections.unmodifiableMap(places.folders);
    }

    private void named(String variable) {
        path(variable, environment.getOrDefault(variable, ""));
    }

    private void path(String origin, String list) {
        Arrays.stream(list.split(":"))
                .filter(part -> !part.isBlank())
                .forEach(part -> toPath(part).ifPresent(folder -> add(origin, folder)));
    }

    private Optional<Path> variable(String name) {
        return toPath(environment.getOrDefault(name, ""));
    }

    private static Optional<Path> toPath(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    private void add(String origin, Path folder) {
        if (Files.isDirectory(folder)) {
            folders.putIfAbsent(folder.toAbsolutePath().normalize(), origin);
        }
    }

    /** The environments of the Pythons on the PATH: bin/python3 is in one, or is a link into one. */
    private void pythonsOnPath() {
        for (String part : environment.getOrDefault("PATH", "").split(":")) {
            Optional<Path> bin = toPath(part);
            for (String program : List.of("python3", "python")) {
                Optional<Path> python =
                        bin.map(folder -> folder.resolve(program)).filter(Files::isExecutable);
                python.map(Path::getParent)
                        .map(Path::getParent)
                        .ifPresent(at -> python("Python on the PATH", Optional.of(at)));
                python.flatMap(LibraryPlaces::real)
                        .map(Path::getParent)
                        .map(Path::getParent)
                        .ifPresent(at -> python("Python on the PATH", Optional.of(at)));
            }
        }
    }

    private static Optional<Path> real(Path link) {
        try {
            return Optional.of(link.toRealPath());
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    /** Where pip and conda put libraries: nvidia/cu13/lib, nvidia/NAME/lib, and lib of a conda environment. */
    private void python(String origin, Optional<Path> prefix) {
        if (prefix.isEmpty() || !Files.isDirectory(prefix.get())) {
            return;
        }
        for (String packages : List.of(
                "lib/python3*/site-packages",
                "lib64/python3*/site-packages",
                "lib/python3*/dist-packages",
                "lib/python3/dist-packages")) {
            for (Path folder : matching(prefix.get(), packages)) {
                matching(folder, "nvidia/*/lib").forEach(lib -> add(origin, lib));
            }
        }
        if (Files.isDirectory(prefix.get().resolve("conda-meta"))) {
            add(origin, prefix.get().resolve("lib"));
        }
    }

    /** The folders in /etc/ld.so.conf and its includes. */
    private void linkerConfiguration() {
        List<Path> files = new ArrayList<>(List.of(root.resolve("etc/ld.so.conf")));
        files.addAll(matching(root, "etc/ld.so.conf.d/*.conf"));
        for (Path file : files) {
            try {
                Files.readAllLines(file).stream()
                        .map(String::strip)
                        .filter(line -> line.startsWith("/"))
                        .forEach(line ->
                                toPath(line.substring(1)).ifPresent(folder -> add("ld.so.conf", root.resolve(folder))));
            } catch (IOException unreadable) {
                // The dynamic linker can still read a file that this process cannot.
            }
        }
    }

    /** The folders and files under {@code start} that match a relative pattern, in order. */
    private static List<Path> matching(Path start, String pattern) {
        List<Path> reached = List.of(start);
        for (String name : pattern.split("/")) {
            List<Path> next = new ArrayList<>();
            for (Path folder : reached) {
                if (name.indexOf('*') < 0) {
                    next.add(folder.resolve(name));
                    continue;
                }
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, name)) {
                    entries.forEach(next::add);
                } catch (IOException notThere) {
                    // Not a readable folder: it has no match.
                }
            }
            Collections.sort(next);
            reached = next;
        }
        return reached;
    }
}
