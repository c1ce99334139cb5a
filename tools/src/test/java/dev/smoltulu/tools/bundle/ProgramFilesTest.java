package dev.smoltulu.tools.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramFilesTest {

    @TempDir
    Path folder;

    private Path jar(String name, String... entries) throws Exception {
        Path jar = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String entry : entries) {
                out.putNextEntry(new ZipEntry(entry));
                out.write((name + ":" + entry).getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private static List<String> names(Path jar) throws Exception {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }

    @Test
    void nativesOfThePlatformLieReadyAndOthersStayAway() throws Exception {
        Path classes = Files.createDirectories(folder.resolve("room/target/classes"));
        Files.writeString(classes.resolve("Own.class"), "own");
        Path plain = jar("plain.jar", "A.class", "data.txt");
        Path output = folder.resolve("output");
        Path jars = Files.createDirectories(output.resolve("lib"));
        Path natives = Files.createDirectories(output.resolve("natives"));
        new ProgramFiles(Platform.LINUX_X86_64, jars, natives)
                .copy(List.of(
                        classes,
                        plain,
                        folder.resolve("not-there.jar"),
                        jar("ort-gpu.jar", "org/x/linux-x86_64-gpu/libonnxruntime.so.1", "META-INF/MANIFEST.MF"),
                        jar("ort.jar", "org/x/linux-x86_64/libonnxruntime.so.1", "org/x/linux-x86_64/libother.so"),
                        jar(
                                "mixed.jar",
                                "B.class",
                                "native/lib/linux-x86_64/cpu/libtokenizers.so",
                                "native/lib/osx-aarch64/cpu/libtokenizers.dylib",
                                "win/x.dll",
                                "linux/amd64/libzstd.so",
                                "linux/aarch64/libarm.so")));
        assertEquals(
                List.of("mixed.jar", "plain.jar", "room.jar"),
                Listing.of(jars).stream()
                        .map(path -> path.getFileName().toString())
                        .toList());
        assertEquals(
                List.of("libonnxruntime.so.1", "libother.so", "libtokenizers.so", "libzstd.so"),
                Listing.of(natives).stream()
                        .map(path -> path.getFileName().toString())
                        .toList());
        assertTrue(Files.readString(natives.resolve("libonnxruntime.so.1")).startsWith("ort-gpu.jar:"));
        assertEquals(List.of("B.class"), names(jars.resolve("mixed.jar")));
        assertEquals(List.of("Own.class"), names(jars.resolve("room.jar")));
        assertEquals(-1, Files.mismatch(plain, jars.resolve("plain.jar")));
    }

    @Test
    void onlyLibrariesAreNative() {
        for (String name : List.of("a/b.so", "b.so.1", "b.so.1.2", "b.dll", "b.dylib", "b.jnilib")) {
            assertTrue(Platform.isNative(name), name);
        }
        for (String name : List.of("B.class", "so", "a.so/x.txt", "b.solution")) {
            assertFalse(Platform.isNative(name), name);
        }
        assertTrue(Platform.LINUX_X86_64.isMine("com/sun/jna/linux-x86-64/libjnidispatch.so"));
        assertFalse(Platform.LINUX_X86_64.isMine("com/sun/jna/linux-x86/libjnidispatch.so"));
        assertTrue(Platform.LINUX_ARM64.isMine("org/xerial/snappy/native/Linux/aarch64/libsnappyjava.so"));
    }
}
