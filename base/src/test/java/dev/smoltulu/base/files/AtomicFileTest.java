package dev.smoltulu.base.files;

import static dev.smoltulu.support.UserErrors.assertUserError;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    private Path folder;

    @Test
    void replacesTheTargetOnlyAtCommit() throws Exception {
        Path target = Files.writeString(folder.resolve("a"), "old");
        try (AtomicFile file = AtomicFile.create(target, 3)) {
            file.write(ByteBuffer.wrap("new".getBytes(StandardCharsets.UTF_8)));
            file.sync();
            assertEquals("old", Files.readString(target));
            file.commit();
        }
        assertEquals("new", Files.readString(target));
        assertEquals(List.of("a"), entries());
    }

    @Test
    void leavesNothingWithoutCommit() throws Exception {
        Path target = Files.writeString(folder.resolve("a"), "old");
        try (AtomicFile file = AtomicFile.create(target, 3)) {
            file.write(ByteBuffer.wrap("new".getBytes(StandardCharsets.UTF_8)));
            assertEquals(2, entries().size());
        }
        assertEquals("old", Files.readString(target));
        assertEquals(List.of("a"), entries());
    }

    @Test
    void refusesMoreThanTheDiskHolds() throws Exception {
        assertUserError(() -> AtomicFile.create(folder.resolve("a"), 1L << 60), "a: the disk is full");
        assertEquals(List.of(), entries());
    }

    @Test
    void refusesTargetsThatCannotBe() throws Exception {
        Files.createDirectory(folder.resolve("taken"));
        assertUserError(() -> AtomicFile.create(folder.resolve("taken"), 0), "taken", "a folder has that name");
        assertUserError(() -> AtomicFile.create(folder.resolve("none/a"), 0), "none", "is not a folder");
    }

    private List<String> entries() throws Exception {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
