package dev.smoltulu.tools.doctor;

import dev.smoltulu.base.text.ByteCount;
import dev.smoltulu.runtime.cuda.CudaLibraries;
import dev.smoltulu.runtime.cuda.CudaLibrary;
import dev.smoltulu.runtime.cuda.NvidiaDriver;
import dev.smoltulu.tools.cli.ProgramHome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is missing on this machine for {@code --device cuda}.
 *
 * @param provider whether this process's ONNX Runtime has its CUDA provider
 * @param wanted   whether a run on the GPU is meant to work: what it lacks is then a failure
 */
record GpuReport(NvidiaDriver driver, CudaLibraries libraries, boolean provider, boolean wanted) {

    /** One finding for the driver, each card, each library, and the CUDA build of ONNX Runtime. */
    List<DoctorCheck> checks() {
        List<DoctorCheck> checks = new ArrayList<>();
        checks.add(driverCheck());
        for (int i = 0; i < driver.gpus().size(); i++) {
            checks.add(gpuCheck("gpu " + i, driver.gpus().get(i)));
        }
        for (CudaLibrary library : CudaLibrary.values()) {
            checks.add(libraryCheck(library));
        }
        if (!libraries.missing().isEmpty()) {
            checks.add(DoctorCheck.note("looked in", searched()));
        }
        checks.add(
                provider
                        ? DoctorCheck.ok("cuda build", "ONNX Runtime has its CUDA provider")
                        : lacking(
                                "cuda build",
                                "this process has the ONNX Runtime for the CPU; "
                                        + (ProgramHome.isBundle()
                                                ? "use a bundle made by smoltulu bundle --device cuda"
                                                : "start with --device cuda or "
                                                        + "SMOLTULU_DEVICE=cuda, which fetches the one for CUDA once (130 MB)")));
        return checks;
    }

    /** Whether all is there that a run on the GPU needs. */
    boolean isUsable() {
        return driver.loaded() && provider && libraries.missing().isEmpty();
    }

    private DoctorCheck driverCheck() {
        if (!driver.loaded()) {
            return lacking(
                    "driver",
                    "no NVIDIA driver: " + NvidiaDriver.LIBRARY + " and /proc/driver/nvidia come with "
                            + "it. Train with --device cpu, or install driver " + NvidiaDriver.MIN_RELEASE
                            + " or newer");
        }
        if (driver.release().isEmpty()) {
            return DoctorCheck.ok(
                    "driver", "NVIDIA, release unknown; CUDA 13 needs " + NvidiaDriver.MIN_RELEASE + " or newer");
        }
        String text = "NVIDIA " + driver.version().orElseThrow();
        return driver.release().get() >= NvidiaDriver.MIN_RELEASE
                ? DoctorCheck.ok("driver", text)
                : lacking(
                        "driver", text + " is too old for CUDA 13; install " + NvidiaDriver.MIN_RELEASE + " or newer");
    }

    private DoctorCheck gpuCheck(String subject, NvidiaDriver.Gpu gpu) {
        String text = gpu.name()
                + gpu.memory().map(bytes -> ", " + ByteCount.text(bytes)).orElse("")
                + gpu.computeCapability()
                        .map(capability -> ", compute capability " + capability)
                        .orElse("");
        boolean supported =
                gpu.computeCapability().map(NvidiaDriver::isSupported).orElse(true);
        return supported
                ? DoctorCheck.ok(subject, text)
                : lacking(
                        subject,
                        text + ": ONNX Runtime has no code for it, only " + "for 7.5, 8.x, 9.x, 10.x and 12.x");
    }

    private DoctorCheck libraryCheck(CudaLibrary library) {
        String subject = library.fileName().replaceAll("\\.so.*", "");
        Path file = libraries.found().get(library);
        if (file == null) {
            return lacking(subject, library.fileName() + " not found; " + CudaLibraries.remedy(List.of(library)));
        }
        Path folder = file.toAbsolutePath().normalize().getParent();
        String origin = libraries.searched().getOrDefault(folder, "JavaCPP");
        return DoctorCheck.ok(subject, file + " (" + origin + ")");
    }

    private DoctorCheck lacking(String subject, String finding) {
        if (wanted) {
            return DoctorCheck.fail(subject, finding);
        }
        return driver.loaded() ? DoctorCheck.warn(subject, finding) : DoctorCheck.note(subject, finding);
    }

    private String searched() {
        Map<String, List<Path>> byOrigin = new LinkedHashMap<>();
        libraries
                .searched()
                .forEach((folder, origin) -> byOrigin.computeIfAbsent(origin, any -> new ArrayList<>())
                        .add(folder));
        return byOrigin.entrySet().stream()
                        .map(entry -> entry.getKey() + ": "
                                + entry.getValue().stream().map(Path::toString).collect(Collectors.joining(", ")))
                        .collect(Collectors.joining("; "))
                + "; and JavaCPP's CUDA jars on the class path";
    }
}
