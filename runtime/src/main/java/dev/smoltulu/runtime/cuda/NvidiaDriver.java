package dev.smoltulu.runtime.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NVIDIA's driver, as reported by the kernel and nvidia-smi; what neither reports is empty.
 *
 * @param loaded  whether the kernel has loaded it
 * @param version its release, such as 580.65.06
 * @param gpus    the GPUs, in the driver's order
 */
public record NvidiaDriver(boolean loaded, Optional<String> version, List<Gpu> gpus) {

    /** The oldest driver for CUDA 13 (CUDA Toolkit Release Notes, table of driver versions). */
    public static final int MIN_RELEASE = 580;
    /** A library of the driver, not of CUDA. */
    public static final String LIBRARY = "libcuda.so.1";

    private static final Pattern KERNEL_MODULE = Pattern.compile("NVRM version:.*?\\s(\\d+(?:\\.\\d+)+)\\s");
    private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(.+?)\\s*$");
    private static final String QUERY = "--query-gpu=name,driver_version,memory.total,compute_cap";
    private static final int TIMEOUT_SECONDS = 20;

    /**
     * A GPU.
     *
     * @param name     the driver's name of it
     * @param memory   bytes, where nvidia-smi reports them
     * @param computeCapability such as 9.0, where nvidia-smi reports it
     */
    public record Gpu(String name, Optional<Long> memory, Optional<String> computeCapability) {}

    public NvidiaDriver {
        gpus = List.copyOf(gpus);
    }

    /** Queries this machine; nvidia-smi is searched on the PATH and where WSL has it. */
    public static NvidiaDriver ofMachine() {
        NvidiaDriver kernel = ofKernel(Path.of("/"));
        return kernel.loaded() ? kernel.with(askTool(System.getenv())) : kernel;
    }

    /** The driver according to the file system under {@code root}. */
    static NvidiaDriver ofKernel(Path root) {
        Optional<String> module = read(root.resolve("proc/driver/nvidia/version"));
        boolean device = Files.exists(root.resolve("dev/nvidiactl")) || Files.exists(root.resolve("dev/dxg"));
        List<Gpu> gpus = new ArrayList<>();
        Path cards = root.resolve("proc/driver/nvidia/gpus");
        if (Files.isDirectory(cards)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(cards)) {
                List<Path> ordered = new ArrayList<>();
                folders.forEach(ordered::add);
                ordered.sort(null);
                ordered.forEach(card -> read(card.resolve("information"))
                        .map(MODEL::matcher)
                        .filter(Matcher::find)
                        .ifPresent(model -> gpus.add(new Gpu(model.group(1), Optional.empty(), Optional.empty()))));
            } catch (IOException unreadable) {
                gpus.clear();
            }
        }
        return new NvidiaDriver(
                module.isPresent() || device,
                module.map(KERNEL_MODULE::matcher).filter(Matcher::find).map(found -> found.group(1)),
                gpus);
    }

    /** The same with the output of nvidia-smi for {@link #QUERY}, one GPU per line. */
    NvidiaDriver with(List<String> lines) {
        List<String[]> rows = lines.stream()
                .map(line -> line.split("\\s*,\\s*", -1))
                .filter(fields -> fields.length == 4)
                .toList();
        if (rows.isEmpty()) {
            return this;
        }
        return new NvidiaDriver(
                loaded,
                version.or(() -> known(rows.get(0)[1])),
                rows.stream()
                        .map(fields -> new Gpu(
                                fields[0],
                                known(fields[2])
                                        .filter(text -> text.matches("\\d{1,9}"))
                                        .map(mebibytes -> Long.parseLong(mebibytes) << 20),
                                known(fields[3])))
                        .toList());
    }

    /** The first number of the release. */
    public Optional<Integer> release() {
        return version.map(text -> Integer.parseInt(text.substring(0, text.indexOf('.'))));
    }

    /** Whether ONNX Runtime 1.24.1's CUDA provider has code for a GPU; it has no PTX to compile for others. */
    public static boolean isSupported(String computeCapability) {
        return computeCapability.matches("7\\.5|(8|9|10|12)\\.\\d");
    }

    /** A field's value; nvidia-smi prints [N/A] for unknown values. */
    private static Optional<String> known(String field) {
        return field.isBlank() || field.startsWith("[") ? Optional.empty() : Optional.of(field.strip());
    }

    private static List<String> askTool(Map<String, String> environment) {
        String folders = environment.getOrDefault("PATH", "") + ":/usr/bin:/usr/lib/wsl/lib";
        Optional<Path> tool = Arrays.stream(folders.split(":"))
                .filter(part -> part.startsWith("/"))
                .map(part -> Path.of(part, "nvidia-smi"))
                .filter(Files::isExecutable)
                .findFirst();
        if (tool.isEmpty()) {
            return List.of();
        }
        try {
            Process process = new ProcessBuilder(tool.get().toString(), QUERY, "--format=csv,noheader,nounits")
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return List.of();
            }
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? text.lines().toList() : List.of();
        } catch (IOException notStarted) {
            return List.of();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.isReadable(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
