package dev.smoltulu.tools.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.cuda.CudaLibraries;
import dev.smoltulu.runtime.cuda.CudaLibrary;
import dev.smoltulu.runtime.cuda.NvidiaDriver;
import dev.smoltulu.tools.CommandRun;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

    private static final CudaLibraries NO_LIBRARIES = new CudaLibraries(
            Map.of(),
            new TreeMap<>(Map.of(
                    Path.of("/a"), "LD_LIBRARY_PATH", Path.of("/b"), "LD_LIBRARY_PATH", Path.of("/c"), "system")));

    @TempDir
    Path folder;

    @Test
    void looksAtEverythingAndPassesWhereTheTestsRun() {
        CommandRun run = CommandRun.with(Map.of("HF_HOME", folder.toString()), "doctor");
        assertEquals(0, run.code(), run.out());
        for (String subject : List.of(
                "java",
                "system",
                "memory",
                "onnxruntime",
                "library",
                "providers",
                "driver",
                "libcublasLt",
                "libcudnn",
                "cuda build",
                "train cpu",
                "hub cache",
                "hub token",
                "disk")) {
            assertTrue(
                    run.out().lines().anyMatch(line -> line.matches("(ok|note|warn) +" + subject + " .*")),
                    subject + " in " + run.out());
        }
        assertTrue(run.out().contains("1.24.1 with training"), run.out());
        assertTrue(run.out().contains("CPUExecutionProvider"), run.out());
        assertTrue(run.out().contains(folder.resolve("hub").toString()), run.out());
    }

    @Test
    void tellsOfTheTokenButNeverTellsIt() {
        CommandRun run = CommandRun.with(Map.of("HF_HOME", folder.toString(), "HF_TOKEN", "hf_sesame"), "doctor");
        assertTrue(run.out().lines().anyMatch(line -> line.matches("ok +hub token +present")), run.out());
        assertFalse((run.out() + run.err()).contains("sesame"));
    }

    @Test
    void anUnusableTokenIsAWarning() {
        CommandRun run = CommandRun.with(Map.of("HF_HOME", folder.toString(), "HF_TOKEN", "two words"), "doctor");
        assertTrue(run.out().lines().anyMatch(line -> line.startsWith("warn  hub token")), run.out());
        assertFalse(run.out().contains("two words"));
    }

    @Test
    void coloursOnlyOnDemand() {
        assertFalse(CommandRun.of("doctor").out().contains("\u001b"));
        assertTrue(CommandRun.of("doctor", "--color", "always").out().startsWith("\u001b[32mok"));
    }

    @Test
    void memoryNamesTheLargestModelThatFits() {
        assertTrue(new Doctor.MemoryCheck(16_000_000_000L, 15_000_000_000L)
                .check()
                .finding()
                .contains("SmolLM2-360M"));
        assertTrue(new Doctor.MemoryCheck(64_000_000_000L, 60_000_000_000L)
                .check()
                .finding()
                .contains("SmolLM2-1.7B"));
        assertEquals(
                DoctorCheck.Verdict.WARN,
                new Doctor.MemoryCheck(8_000_000_000L, 2_000_000_000L).check().verdict());
    }

    @Test
    void trainsForAMomentAndSaysHowFast() {
        DoctorCheck check = SelfTest.run(Device.CPU);
        assertEquals(DoctorCheck.Verdict.OK, check.verdict(), check.finding());
        assertTrue(
                check.finding().matches("\\d+ steps of a small model, loss [67]\\.\\d\\d to \\S+, \\S+ tokens/s"),
                check.finding());
    }

    @Test
    void whatCudaLacksIsAFailureOnlyWhereItIsWanted() {
        assertEquals(List.of(DoctorCheck.Verdict.NOTE), verdicts(none(), false));
        assertEquals(List.of(DoctorCheck.Verdict.FAIL), verdicts(none(), true));
        assertEquals(
                List.of(DoctorCheck.Verdict.WARN),
                verdicts(driver("570.1", "9.0"), false).stream().distinct().toList());
        List<String> findings = new GpuReport(none(), NO_LIBRARIES, false, false)
                .checks().stream().map(DoctorCheck::finding).toList();
        for (CudaLibrary library : CudaLibrary.values()) {
            assertTrue(
                    findings.stream()
                            .anyMatch(text -> text.startsWith(library.fileName() + " not found; pip ")
                                    && text.contains("apt-get install " + library.systemPackage())),
                    findings.toString());
        }
        assertTrue(
                findings.contains(
                        "LD_LIBRARY_PATH: /a, /b; system: /c; and JavaCPP's CUDA jars on the class " + "path"),
                findings.toString());
    }

    @Test
    void aCardIsJudgedByDriverAndCapability() {
        List<DoctorCheck> checks = complete(driver("580.65.06", "9.0"));
        assertTrue(checks.stream().allMatch(check -> check.verdict() == DoctorCheck.Verdict.OK), checks.toString());
        assertTrue(checks.get(1).finding().contains("85.5 GB, compute capability 9.0"), checks.toString());
        assertEquals(
                DoctorCheck.Verdict.FAIL,
                complete(driver("575.1", "9.0")).get(0).verdict());
        assertEquals(
                DoctorCheck.Verdict.FAIL,
                complete(driver("580.1", "7.0")).get(1).verdict());
    }

    private static NvidiaDriver none() {
        return new NvidiaDriver(false, Optional.empty(), List.of());
    }

    private static NvidiaDriver driver(String version, String capability) {
        return new NvidiaDriver(
                true,
                Optional.of(version),
                List.of(new NvidiaDriver.Gpu("NVIDIA Test", Optional.of(81559L << 20), Optional.of(capability))));
    }

    /** Of all findings that say that something lacks. */
    private static List<DoctorCheck.Verdict> verdicts(NvidiaDriver driver, boolean wanted) {
        return new GpuReport(driver, NO_LIBRARIES, false, wanted)
                .checks().stream()
                        .filter(check -> !check.subject().equals("looked in")
                                && !check.subject().startsWith("gpu"))
                        .map(DoctorCheck::verdict)
                        .distinct()
                        .toList();
    }

    private static List<DoctorCheck> complete(NvidiaDriver driver) {
        Map<CudaLibrary, Path> found = new EnumMap<>(CudaLibrary.class);
        for (CudaLibrary library : CudaLibrary.values()) {
            found.put(library, Path.of("/c", library.fileName()));
        }
        return new GpuReport(driver, new CudaLibraries(found, Map.of(Path.of("/c"), "system")), true, true).checks();
    }
}
