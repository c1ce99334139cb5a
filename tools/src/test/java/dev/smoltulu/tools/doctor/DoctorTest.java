package dev.smoltulu.tools.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.tools.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

    @TempDir
    Path folder;

    @Test
    void looksAtEverythingAndPassesWhereTheTestsRun() {
        CommandRun run = CommandRun.with(Map.of("HF_HOME", folder.toString()), "doctor");
        assertEquals(0, run.code(), run.out());
        for (String subject : List.of("java", "system", "memory", "onnxruntime", "library", "providers", "cuda",
                "hub cache", "hub token", "disk")) {
            assertTrue(run.out().lines().anyMatch(line -> line.matches("(ok|warn) +" + subject + " .*")),
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
        assertTrue(new Memory(16_000_000_000L, 15_000_000_000L).check().finding().contains("SmolLM2-360M"));
        assertTrue(new Memory(64_000_000_000L, 60_000_000_000L).check().finding().contains("SmolLM2-1.7B"));
        assertEquals(Check.Verdict.WARN, new Memory(8_000_000_000L, 2_000_000_000L).check().verdict());
    }

    @Test
    void cudaLibrariesAreFoundByName() throws Exception {
        assertEquals(5, CudaLibraries.missingFrom(List.of(folder)).size());
        Files.createFile(folder.resolve("libcudnn.so.9"));
        List<String> missing = CudaLibraries.missingFrom(List.of(folder));
        assertFalse(missing.contains("libcudnn.so.9"));
        Check check = new CudaLibraries(true, missing).check(true);
        assertEquals(Check.Verdict.WARN, check.verdict());
        assertTrue(check.finding().contains("libcublas.so.13"), check.finding());
        assertEquals(Check.Verdict.OK, new CudaLibraries(true, List.of()).check(true).verdict());
        assertEquals(Check.Verdict.WARN, new CudaLibraries(true, List.of()).check(false).verdict());
        assertEquals(Check.Verdict.OK, new CudaLibraries(false, missing).check(false).verdict());
    }
}
