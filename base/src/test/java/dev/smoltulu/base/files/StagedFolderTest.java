package dev.smoltulu.base.files;

import static dev.smoltulu.support.UserErrors.assertUserError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFolderTest {

    @TempDir
    private Path parent;

    @Test
    void appearsWholeWithCommit() throws IOException {
        Path target = parent.resolve("deploy");
        try (StagedFolder folder = StagedFolder.create(target)) {
            Files.writeString(folder.folder().resolve("model"), "weights");
            assertFalse(Files.exists(target));
            folder.commit();
        }
        assertEquals("weights", Files.readString(target.resolve("model")));
        assertEquals(List.of("deploy"), entries());
    }

    @Test
    void leavesNothingWithoutCommit() throws IOException {
        try (StagedFolder folder = StagedFolder.create(parent.resolve("deploy"))) {
            Files.writeString(folder.folder().resolve("model"), "half");
        }
        assertEquals(List.of(), entries());
    }

    @Test
    void takesThePlaceOfAnEmptyFolderOnly() throws IOException {
        Path target = Files.createDirectory(parent.resolve("deploy"));
        try (StagedFolder folder = StagedFolder.create(target)) {
            folder.commit();
        }
        Files.writeString(target.resolve("kept"), "");
        assertUserError(() -> StagedFolder.create(target), target.toString(), "exists already");
        assertUserError(() -> StagedFolder.create(target.resolve("kept")), "exists already");
    }

    @Test
    void deletesWhatADeadProcessLeftAndNothingElse() throws IOException {
        Path target = parent.resolve("deploy");
        Path dead = Files.createDirectory(parent.resolve(".deploy.tmp-1"));
        Files.writeString(dead.resolve("torn.onnx"), "half");
        Files.writeString(parent.resolve(".deploy.tmp-2.lock"), "");
        Path other = Files.createDirectory(parent.resolve(".deployed.tmp-1"));
        try (StagedFolder living = StagedFolder.create(target)) {
            assertFalse(Files.exists(dead));
            try (StagedFolder second = StagedFolder.create(target)) {
                assertTrue(Files.exists(living.folder()));
                Files.writeString(second.folder().resolve("model"), "weights");
                second.commit();
            }
            assertUserError(living::commit, target.toString());
        }
        assertEquals(List.of(other.getFileName().toString(), "deploy"), entries());
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
