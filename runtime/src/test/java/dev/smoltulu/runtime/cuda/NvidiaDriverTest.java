package dev.smoltulu.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the driver is looked for as on Linux")
class NvidiaDriverTest {

    @TempDir
    Path root;

    @Test
    void aMachineWithoutOneHasNoCards() {
        NvidiaDriver driver = NvidiaDriver.ofKernel(root);
        assertFalse(driver.loaded());
        assertEquals(Optional.empty(), driver.release());
        assertTrue(driver.gpus().isEmpty());
    }

    @Test
    void theKernelTellsReleaseAndCards() throws Exception {
        Path folder = Files.createDirectories(root.resolve("proc/driver/nvidia"));
        Files.writeString(folder.resolve("version"), """
                NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (dvs-builder)
                GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)
                """);
        for (String bus : List.of("0000:0b:00.0", "0000:04:00.0")) {
            Files.writeString(
                    Files.createDirectories(folder.resolve("gpus").resolve(bus)).resolve("information"),
                    "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 42\nBus Location: \t " + bus + "\n");
        }
        NvidiaDriver driver = NvidiaDriver.ofKernel(root);
        assertEquals(Optional.of("580.65.06"), driver.version());
        assertEquals(Optional.of(580), driver.release());
        assertEquals(2, driver.gpus().size());
        assertEquals("NVIDIA H100 80GB HBM3", driver.gpus().get(0).name());
        assertEquals(Optional.empty(), driver.gpus().get(0).memory());
    }

    @Test
    void theToolAddsMemoryAndCapability() throws Exception {
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("dev/nvidiactl"));
        NvidiaDriver driver = NvidiaDriver.ofKernel(root)
                .with(List.of("NVIDIA H100 80GB HBM3, 580.65.06, 81559, 9.0", "NVIDIA GB10, 580.65.06, [N/A], 12.1"));
        assertEquals(Optional.of("580.65.06"), driver.version());
        assertEquals(Optional.of(81559L << 20), driver.gpus().get(0).memory());
        assertEquals(Optional.empty(), driver.gpus().get(1).memory());
        assertEquals(Optional.of("12.1"), driver.gpus().get(1).computeCapability());
        assertEquals(driver, driver.with(List.of("Failed to initialize NVML: Driver/library version mismatch")));
    }

    @Test
    void codeIsThereForSomeCardsOnly() {
        for (String capability : List.of("7.5", "8.0", "8.6", "8.9", "9.0", "10.0", "12.0")) {
            assertTrue(NvidiaDriver.isSupported(capability), capability);
        }
        for (String capability : List.of("6.1", "7.0", "11.0")) {
            assertFalse(NvidiaDriver.isSupported(capability), capability);
        }
    }
}
