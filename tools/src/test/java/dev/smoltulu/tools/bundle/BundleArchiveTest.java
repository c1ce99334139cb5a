package dev.smoltulu.tools.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class BundleArchiveTest {

    private static final int PART = 100_000;
    private static final String DEEP = "a/" + "long-name/".repeat(20) + "file";

    @TempDir
    Path folder;

    private Path parts;
    private final byte[] noise = new byte[250_000];

    @BeforeEach
    void write() throws Exception {
        new Random(1).nextBytes(noise);
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.write(source.resolve("noise"), noise);
        Files.createSymbolicLink(source.resolve("link"), Path.of("noise"));
        Path program = Files.writeString(source.resolve("program"), "#!/bin/sh\necho hello\n");
        assertTrue(program.toFile().setExecutable(true));
        Path deep = source.resolve(DEEP);
        Files.createDirectories(deep.getParent());
        Files.writeString(deep, "deep");
        Files.setLastModifiedTime(program, FileTime.fromMillis(1_000_000_000_000L));
        parts = Files.createDirectory(folder.resolve("the parts"));
        assertEquals(3, BundleArchive.write(source, parts, "x", PART));
    }

    private record Ended(int code, String text) {}

    private Ended join(Path target) throws Exception {
        Process process = new ProcessBuilder("sh", parts.resolve("join").toString(), target.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        return new Ended(process.exitValue(), text);
    }

    @Test
    void joiningGivesEverythingBack() throws Exception {
        assertEquals(PART, Files.size(parts.resolve("x.tar.gz.000")));
        Path target = folder.resolve("the target");
        Ended ended = join(target);
        assertEquals(0, ended.code(), ended.text());
        Path made = target.resolve("smoltulu");
        assertArrayEquals(noise, Files.readAllBytes(made.resolve("noise")));
        assertEquals(Path.of("noise"), Files.readSymbolicLink(made.resolve("link")));
        assertEquals("deep", Files.readString(made.resolve(DEEP)));
        assertTrue(Files.isExecutable(made.resolve("program")));
        assertFalse(Files.isExecutable(made.resolve("noise")));
        assertEquals(
                1_000_000_000_000L,
                Files.getLastModifiedTime(made.resolve("program")).toMillis());
        assertTrue(join(target).text().contains("is there already; name another folder"));
    }

    @Test
    void aDamagedPartIsNamedAndNothingUnpacked() throws Exception {
        Path part = parts.resolve("x.tar.gz.001");
        byte[] bytes = Files.readAllBytes(part);
        bytes[500] ^= 1;
        Files.write(part, bytes);
        Ended ended = join(folder.resolve("target"));
        assertEquals(1, ended.code());
        assertEquals(
                "join: missing or damaged: x.tar.gz.001; copy anew what is named",
                ended.text().strip());
        assertFalse(Files.exists(folder.resolve("target/smoltulu")));
    }

    @Test
    void aMissingPartIsNamed() throws Exception {
        Files.delete(parts.resolve("x.tar.gz.002"));
        Ended ended = join(folder.resolve("target"));
        assertEquals(1, ended.code());
        assertEquals(
                "join: missing or damaged: x.tar.gz.002; copy anew what is named",
                ended.text().strip());
    }
}
