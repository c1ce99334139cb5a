package dev.smoltulu.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The search on a made-up file system. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the made-up file system is that of Linux")
class CudaLibrariesTest {

    @TempDir
    Path root;

    private Path place(String folder, String... names) throws Exception {
        Path made = Files.createDirectories(root.resolve(folder));
        for (String name : names) {
            Files.writeString(made.resolve(name), "no library");
        }
        return made;
    }

    private CudaLibraries search(Map<String, String> environment) {
        return CudaLibraries.in(LibraryPlaces.of(root, root.resolve("work"), environment, ""));
    }

    private static List<String> names() {
        return Arrays.stream(CudaLibrary.values()).map(CudaLibrary::fileName).toList();
    }

    @Test
    void anEmptyMachineHasNone() {
        CudaLibraries libraries = search(Map.of());
        assertEquals(List.of(CudaLibrary.values()), libraries.missing());
        assertTrue(libraries.searched().isEmpty());
    }

    @Test
    void theNamedFolderWinsOverPythonAndThatOverTheSystem() throws Exception {
        Path named = place("mine", "libcudnn.so.9");
        Path toolkit = place(
                "work/.venv/lib/python3.12/site-packages/nvidia/cu13/lib",
                "libcudart.so.13",
                "libcublas.so.13",
                "libcublasLt.so.13",
                "libcufft.so.12");
        Path cudnn = place("work/.venv/lib/python3.12/site-packages/nvidia/cudnn/lib", "libcudnn.so.9");
        place("usr/local/cuda-13.0/lib64", names().toArray(String[]::new));
        CudaLibraries both = search(Map.of(LibraryPlaces.VARIABLE, "/nowhere:" + named));
        assertEquals(named.resolve("libcudnn.so.9"), both.found().get(CudaLibrary.CUDNN));
        assertEquals(toolkit.resolve("libcublas.so.13"), both.found().get(CudaLibrary.CUBLAS));
        assertEquals(LibraryPlaces.VARIABLE, both.searched().get(named));
        assertEquals(cudnn.resolve("libcudnn.so.9"), search(Map.of()).found().get(CudaLibrary.CUDNN));
        assertTrue(both.missing().isEmpty());
    }

    @Test
    void findsPythonEnvironmentsOfEveryUsualKind() throws Exception {
        String inside = "lib/python3.11/site-packages/nvidia/cudnn/lib";
        for (String prefix : List.of(
                "home/.local", "home/.pyenv/versions/3.11.7", "opt/conda", "usr/local", "elsewhere/env", "other")) {
            Path folder = place(prefix + "/" + inside, "libcudnn.so.9");
            place("other/bin", "python3");
            assertTrue(root.resolve("other/bin/python3").toFile().setExecutable(true));
            CudaLibraries libraries = search(Map.of(
                    "HOME",
                    root.resolve("home").toString(),
                    "VIRTUAL_ENV",
                    root.resolve("elsewhere/env").toString(),
                    "PATH",
                    "/nowhere:" + root.resolve("other/bin")));
            assertTrue(libraries.searched().containsKey(folder), prefix + " in " + libraries.searched());
        }
    }

    @Test
    void findsWhatTheLinkersConfigurationNames() throws Exception {
        Path folder = place("vendor/cuda", "libcufft.so.12");
        Files.writeString(place("etc/ld.so.conf.d").resolve("vendor.conf"), "# CUDA\n/vendor/cuda\n");
        CudaLibraries libraries = search(Map.of());
        assertEquals(folder.resolve("libcufft.so.12"), libraries.found().get(CudaLibrary.CUFFT));
        assertEquals("ld.so.conf", libraries.searched().get(folder));
    }

    @Test
    void whatIsMissingIsNamedWithItsRemedy() throws Exception {
        place("usr/lib64", "libcudart.so.13", "libcufft.so.12");
        UserError error = assertThrows(UserError.class, () -> search(Map.of()).preload());
        assertTrue(
                error.getMessage()
                        .startsWith("libcublasLt.so.13, libcublas.so.13, libcudnn.so.9 not found; "
                                + "pip install 'nvidia-cublas==13.*' 'nvidia-cudnn-cu13==9.*', or "),
                error.getMessage());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aBrokenLibraryIsNamed() throws Exception {
        Path folder = place("usr/lib64", names().toArray(String[]::new));
        // A program, which no process may load as a library.
        Files.copy(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                folder.resolve("libcudart.so.13"),
                StandardCopyOption.REPLACE_EXISTING);
        UserError error = assertThrows(UserError.class, () -> search(Map.of()).preload());
        assertTrue(error.getMessage().contains("usr/lib64/libcudart.so.13 cannot be loaded"), error.getMessage());
    }
}
