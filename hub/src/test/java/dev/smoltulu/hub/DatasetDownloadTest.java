package dev.smoltulu.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class DatasetDownloadTest {
    private static final String TEST_ROWS = "ARC-Easy/test-00000-of-00001.parquet";
    private static final HubId ID = HubId.parse(HubId.RepositoryKind.DATASET, FakeHub.ID);

    @TempDir
    private Path home;

    @Test
    void bringsTheFilesWithRowsInTheSharedLayout() throws Exception {
        try (FakeHub hub = FakeHub.withDataset(100_000)) {
            HubFixture user = new HubFixture(home, hub);
            HubCache.Snapshot snapshot = user.datasets().refresh(ID);

            assertEquals(
                    home.resolve(".cache/huggingface/hub/datasets--org--tiny/snapshots/" + FakeHub.COMMIT),
                    snapshot.folder());
            Set<String> wanted =
                    Set.of(TEST_ROWS, "ARC-Easy/train-00000-of-00001.parquet", "rows.jsonl", "extra/rows.json");
            assertEquals(new TreeSet<>(wanted), files(snapshot.folder()));
            user.assertSnapshot(hub, wanted.toArray(String[]::new));
            assertEquals(FakeHub.COMMIT, Files.readString(user.repository().resolve("refs/main")));
            String etag = FakeHub.sha256(hub.files.get(TEST_ROWS));
            assertEquals(
                    Path.of("../../../blobs").resolve(etag),
                    Files.readSymbolicLink(snapshot.folder().resolve(TEST_ROWS)));
            assertTrue(
                    Files.exists(home.resolve(".cache/huggingface/hub/.locks/datasets--org--tiny/" + etag + ".lock")));
            assertTrue(hub.requests.stream()
                    .anyMatch(request ->
                            request.path().equals("/datasets/org/tiny/resolve/" + FakeHub.COMMIT + "/" + TEST_ROWS)));
            assertTrue(user.progress.contains(TEST_ROWS + " 100000/100000"));
        }
    }

    @Test
    void printsFoldersAndCountsAndIsThereOffline() {
        try (FakeHub hub = FakeHub.withDataset(1000)) {
            HubFixture user = new HubFixture(home, hub);
            assertEquals(user.snapshot() + "|org/tiny at commit 0123456: 4 files downloaded (1.5 kB)", run(user));
            String again = user.snapshot()
                    + "|org/tiny at commit 0123456: 0 files downloaded (0 bytes), 4 files already there";
            assertEquals(again, run(user));
            hub.stop();
            user.variables.put("HF_HUB_OFFLINE", "1");
            assertEquals(again, run(user));
        }
    }

    @Test
    void aBrokenDownloadGoesOnWhereItStopped() throws Exception {
        try (FakeHub hub = FakeHub.withDataset(300_000)) {
            HubFixture user = new HubFixture(home, hub);
            hub.answer("GET storage " + TEST_ROWS, hub.cutAfter(120_000));
            user.datasets().refresh(ID);
            user.assertSnapshot(hub, TEST_ROWS);
            assertEquals(
                    "bytes=120000-",
                    hub.requests.stream()
                            .filter(request -> request.host().equals("storage")
                                    && request.path().endsWith(TEST_ROWS))
                            .toList()
                            .get(1)
                            .range());
        }
    }

    @Test
    void contentWithAnotherChecksumIsRefused() {
        try (FakeHub hub = FakeHub.withDataset(5000)) {
            HubFixture user = new HubFixture(home, hub);
            FakeHub.Answer wrong = FakeHub.body(new byte[5000]);
            hub.answer("GET storage " + TEST_ROWS, wrong, wrong, wrong, wrong, wrong, wrong);
            HubFixture.message(UserError.Kind.FAILED, () -> user.datasets().refresh(ID));
            assertFalse(Files.exists(user.snapshot().resolve(TEST_ROWS)));
            assertTrue(user.datasets().cached(FakeHub.ID).isEmpty(), "no ref before everything is there");
        }
    }

    @Test
    void theTokenIsSentToTheHubAlone() {
        try (FakeHub hub = FakeHub.withDataset(100)) {
            hub.requiredToken = Optional.of(HubFixture.TOKEN);
            HubFixture user = new HubFixture(home, hub);
            String message = HubFixture.message(
                    UserError.Kind.FAILED, () -> user.datasets().refresh(ID));
            assertTrue(message.contains("no such dataset") && message.contains("HF_TOKEN"), message);
            user.variables.put("HF_TOKEN", HubFixture.TOKEN);
            assertEquals(4, user.datasets().refresh(ID).fetchedFiles());
            hub.requests.stream()
                    .filter(request -> request.host().equals("storage"))
                    .forEach(request -> assertNull(request.authorization()));
        }
    }

    @Test
    void aModelOfTheNameIsNoDataset() {
        try (FakeHub hub = FakeHub.withModel(10)) {
            HubFixture user = new HubFixture(home, hub);
            String message = HubFixture.message(
                    UserError.Kind.FAILED, () -> user.datasets().refresh(ID));
            assertTrue(message.contains("dataset") && message.contains(hub.endpoint() + "/datasets/org/tiny"), message);
        }
    }

    @Test
    void withoutRowsThereIsNothingToDownload() {
        try (FakeHub hub = new FakeHub(HubId.RepositoryKind.DATASET)) {
            hub.files.put("README.md", new byte[1]);
            hub.files.put("train.csv", new byte[1]);
            HubFixture user = new HubFixture(home, hub);
            String message = HubFixture.message(
                    UserError.Kind.FAILED, () -> user.datasets().refresh(ID));
            assertTrue(message.contains("has no .parquet, .jsonl or .json files"), message);
            assertEquals(1, hub.requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../evil.json",
                "/tmp/evil.json",
                "a/../../evil.json",
                "a//evil.json",
                "a/.hidden/evil.json",
                "a%2Fevil.json",
                "..json"
            })
    void filesOutsideTheFolderAreRefused(String name) {
        try (FakeHub hub = FakeHub.withDataset(10)) {
            hub.files.put(name, new byte[1]);
            HubFixture user = new HubFixture(home, hub);
            if (name.startsWith("..j")) {
                assertEquals(4, user.datasets().refresh(ID).fetchedFiles(), "a hidden file is not wanted");
                return;
            }
            String message = HubFixture.message(
                    UserError.Kind.FAILED, () -> user.datasets().refresh(ID));
            assertTrue(message.contains("which is not a plain path"), message);
            assertEquals(1, hub.requests.size());
        }
    }

    @Test
    void cachedIsTheRefsSnapshotElseTheNewest() throws Exception {
        try (FakeHub hub = FakeHub.withDataset(10)) {
            HubFixture user = new HubFixture(home, hub);
            assertEquals(Optional.empty(), user.datasets().cached(FakeHub.ID));
            Path newer = made(user, "a".repeat(40), 2000);
            Path older = made(user, "b".repeat(40), 1000);
            assertEquals(Optional.of(newer), user.datasets().cached(FakeHub.ID));
            assertEquals(Optional.of(older), user.datasets().cached(FakeHub.ID + "@" + "b".repeat(40)));
            assertEquals(Optional.empty(), user.datasets().cached(FakeHub.ID + "@v2"), "another revision is no help");
            Files.createDirectories(user.repository().resolve("refs"));
            Files.writeString(user.repository().resolve("refs/main"), "b".repeat(40));
            assertEquals(Optional.of(older), user.datasets().cached(FakeHub.ID));
            assertEquals(List.of(), hub.requests);
            user.variables.put("HF_HUB_OFFLINE", "1");
            HubId other = HubId.parse(HubId.RepositoryKind.DATASET, "org/other");
            String message = HubFixture.message(
                    UserError.Kind.FAILED, () -> user.datasets().refresh(other));
            assertTrue(message.contains("download the dataset"), message);
        }
    }

    private static Path made(HubFixture user, String commit, long millis) throws Exception {
        Path snapshot =
                Files.createDirectories(user.repository().resolve("snapshots").resolve(commit));
        Files.setLastModifiedTime(snapshot, FileTime.fromMillis(millis));
        return snapshot;
    }

    private static Set<String> files(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String run(HubFixture user) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Download.ofDatasets(user.datasets())
                .run(
                        List.of(FakeHub.ID),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).strip() + "|"
                + err.toString(StandardCharsets.UTF_8).strip();
    }
}
