package dev.smoltulu.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Machines without a driver, with and without CUDA's runtime library. */
class CudaRuntimeTest {

    @BeforeEach
    void needsAMachineWithoutDriver() {
        Assumptions.assumeFalse(NvidiaDriver.ofMachine().loaded(), "skipped: this machine has an NVIDIA driver");
    }

    @Test
    void aFailedCallSaysWhatAndWhyInCudasWords() {
        Path library = CudaLibraries.ofMachine().found().get(CudaLibrary.CUDART);
        Assumptions.assumeTrue(library != null, "skipped: this machine has no libcudart.so.13");
        CudaRuntime runtime = new CudaRuntime(library);
        CudaRuntime.CudaException failed = assertThrows(CudaRuntime.CudaException.class, runtime::devices);
        assertTrue(failed.getMessage().matches("cudaGetDeviceCount: \\w.+ \\(\\d+\\)"), failed.getMessage());
        assertFalse(failed.isOutOfMemory());
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedInOneLine() {
        UserError error = assertThrows(UserError.class, () -> CudaDevice.open(3, () -> true));
        assertTrue(
                error.getMessage().startsWith("device cuda:3 is not available: libcuda.so.1 is missing"),
                error.getMessage());
        assertTrue(error.getMessage().matches(".*; or use \\W?device\\W? cpu"), error.getMessage());
    }
}
