package dev.smoltulu.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelLocatorTest {
    private static final String COMMIT = FakeHub.COMMIT;

    @TempDir
    private Path home;

    @Test
    void folderThatExistsWins() throws Exception {
        Path folder = Files.createDirectories(home.resolve("models/mine"));
        assertEquals(folder, offline().locate(folder.toString()));
        assertEquals(folder, offline().locate("~/models/mine"));
        assertEquals(Path.of("src/main"), offline().locate("src/main"), "of the form of a hub id, and there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"./none/model", "../none", "/none/model", "~/none", "a/b/c", "a/b/", "C:\\models\\x"})
    void pathThatIsMissing(String path) {
        String message =
                HubFixture.message(UserError.Kind.USAGE, () -> offline().locate(path));
        assertEquals(
                "model folder " + path + " does not exist: correct the path, or give a hub id (org/name)", message);
    }

    @Test
    void neitherFolderNorId() throws Exception {
        String word = HubFixture.message(UserError.Kind.USAGE, () -> offline().locate("outptu"));
        assertTrue(word.contains("'outptu' is neither a folder nor a hub id"), word);
        HubFixture.message(UserError.Kind.USAGE, () -> offline().locate(" "));
        Path file = Files.writeString(home.resolve("model.safetensors"), "x");
        String message =
                HubFixture.message(UserError.Kind.USAGE, () -> offline().locate(file.toString()));
        assertTrue(message.contains("is a file"), message);
    }

    @Test
    void snapshotOfAnotherProgramIsUsedWhenComplete() throws Exception {
        Path snapshot = cached("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors");
        assertEquals(snapshot, offline().locate("org/tiny"));
        assertEquals(snapshot, offline().locate("org/tiny@" + COMMIT));
        assertEquals(
                4,
                offline()
                        .refresh(HubId.parse("org/tiny"), ModelLocator.FileSet.MODEL)
                        .presentFiles());
        assertOffline("org/tiny@v1", "is not in ");
    }

    @Test
    void incompleteSnapshotNamesWhatItLacks() throws Exception {
        Path snapshot = cached("config.json", "tokenizer.json", "tokenizer_config.json");
        assertOffline("org/tiny", "no model.safetensors)");
        assertEquals(snapshot, offline().locate("org/tiny", ModelLocator.FileSet.CONFIGURATION));
        Files.delete(snapshot.resolve("tokenizer.json"));
        assertOffline("org/tiny", "no tokenizer.json and 1 more)");
    }

    @Test
    void fileKnownNotToExistIsNotMissed() throws Exception {
        Path snapshot = cached("config.json", "tokenizer.json", "model.safetensors");
        assertOffline("org/tiny", "no tokenizer_config.json)");
        Path marks = Files.createDirectories(
                snapshot.resolve("../../.no_exist").resolve(COMMIT).normalize());
        Files.createFile(marks.resolve("tokenizer_config.json"));
        assertEquals(snapshot, offline().locate("org/tiny"));
    }

    @Test
    void danglingLinkIsMissing() throws Exception {
        Path snapshot = cached("config.json", "tokenizer.json", "tokenizer_config.json");
        Files.createSymbolicLink(snapshot.resolve("model.safetensors"), Path.of("../../blobs/gone"));
        assertOffline("org/tiny", "no model.safetensors)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../../elsewhere", "", "zzzz"})
    void refThatIsNoCommitIsNotFollowed(String ref) throws Exception {
        Path snapshot = cached("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors");
        Files.writeString(snapshot.resolve("../../refs/main").normalize(), ref);
        assertOffline("org/tiny", "is not in ");
    }

    private void assertOffline(String id, String part) {
        String message =
                HubFixture.message(UserError.Kind.FAILED, () -> offline().locate(id));
        assertTrue(message.contains(part), message);
    }

    private ModelLocator offline() {
        return new ModelLocator(new HubEnvironment(Map.of("HF_HUB_OFFLINE", "1"), home), DownloadProgress.SILENT);
    }

    private Path cached(String... files) throws Exception {
        Path repository = home.resolve(".cache/huggingface/hub/models--org--tiny");
        Path snapshot = Files.createDirectories(repository.resolve("snapshots").resolve(COMMIT));
        Files.createDirectories(repository.resolve("refs"));
        Files.writeString(repository.resolve("refs/main"), COMMIT);
        for (String file : files) {
            Files.writeString(snapshot.resolve(file), "{}");
        }
        return snapshot;
    }
}
