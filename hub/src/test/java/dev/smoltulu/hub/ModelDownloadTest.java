package dev.smoltulu.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ModelDownloadTest {
    @TempDir
    private Path home;

    @Test
    void bringsTheWantedFilesInTheSharedLayout() throws Exception {
        try (FakeHub hub = FakeHub.withModel(200_000)) {
            HubFixture user = new HubFixture(home, hub);
            Path folder = user.locator().locate(FakeHub.ID);

            assertEquals(user.snapshot(), folder);
            user.assertSnapshot(hub, "config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors");
            try (Stream<Path> names = Files.list(folder)) {
                assertEquals(4, names.count(), "README.md and files in folders are not wanted");
            }
            assertEquals(FakeHub.COMMIT, Files.readString(user.repository().resolve("refs/main")));
            String etag = FakeHub.sha256(hub.files.get("model.safetensors"));
            assertEquals(
                    Path.of("../../blobs").resolve(etag), Files.readSymbolicLink(folder.resolve("model.safetensors")));
            assertTrue(Files.isRegularFile(
                    user.repository().resolve("blobs").resolve(FakeHub.gitSha1(hub.files.get("config.json")))));
            assertTrue(Files.exists(user.repository()
                    .resolve(".no_exist")
                    .resolve(FakeHub.COMMIT)
                    .resolve("chat_template.jinja")));
            assertTrue(Files.exists(home.resolve(".cache/huggingface/hub/.locks/models--org--tiny/" + etag + ".lock")));
            try (Stream<Path> blobs = Files.list(user.repository().resolve("blobs"))) {
                assertTrue(blobs.noneMatch(blob -> blob.toString().endsWith(".incomplete")));
            }
            assertEquals("model.safetensors 200000/200000", user.progress.get(user.progress.size() - 1));
        }
    }

    @Test
    void tokenGoesToTheHubAndNotToTheStorageHost() throws Exception {
        try (FakeHub hub = FakeHub.withModel(1000)) {
            hub.requiredToken = Optional.of(HubFixture.TOKEN);
            HubFixture user = new HubFixture(home, hub);
            user.variables.put("HF_TOKEN", HubFixture.TOKEN);
            user.locator().locate(FakeHub.ID);

            user.assertSnapshot(hub, "model.safetensors");
            assertEquals(1, hub.count("storage", "GET", "model.safetensors"));
            for (FakeHub.Request request : hub.requests) {
                if (request.host().equals("hub")) {
                    assertEquals("Bearer " + HubFixture.TOKEN, request.authorization(), request.path());
                } else {
                    assertNull(request.authorization(), request.path());
                }
            }
        }
    }

    @Test
    void completeSnapshotNeedsNoServer() throws Exception {
        try (FakeHub hub = FakeHub.withModel(1000)) {
            HubFixture user = new HubFixture(home, hub);
            Path folder = user.locator().locate(FakeHub.ID);
            hub.stop();
            int asked = hub.requests.size();

            assertEquals(folder, user.locator().locate(FakeHub.ID));
            assertEquals(folder, user.locator().locate(FakeHub.ID + "@" + FakeHub.COMMIT));
            assertEquals(asked, hub.requests.size());
            assertEquals(List.of(), user.waits);
        }
    }

    @Test
    void snapshotThatLacksOneFileIsCompletedWithThatFileAlone() throws Exception {
        try (FakeHub hub = FakeHub.withModel(1000)) {
            HubFixture user = new HubFixture(home, hub);
            Path folder = user.locator().locate(FakeHub.ID);
            Files.delete(folder.resolve("tokenizer.json").toRealPath());
            hub.requests.clear();

            user.locator().locate(FakeHub.ID);
            user.assertSnapshot(hub, "tokenizer.json");
            assertEquals(
                    List.of("tiny/revision/main", "tokenizer.json", "tokenizer.json"),
                    hub.requests.stream()
                            .map(r -> r.path().replaceAll(".*/(?=tiny/revision|tokenizer)", ""))
                            .toList());
        }
    }

    @Test
    void shardsAreThoseThatTheIndexNames() throws Exception {
        try (FakeHub hub = sharded("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")) {
            hub.files.put("other.safetensors", FakeHub.content(10));
            HubFixture user = new HubFixture(home, hub);
            Path folder = user.locator().locate(FakeHub.ID);

            user.assertSnapshot(
                    hub,
                    "model.safetensors.index.json",
                    "model-00001-of-00002.safetensors",
                    "model-00002-of-00002.safetensors");
            assertFalse(Files.exists(folder.resolve("other.safetensors")));
            Files.delete(folder.resolve("model-00002-of-00002.safetensors"));
            hub.stop();
            user.variables.put("HF_HUB_OFFLINE", "1");
            String message = HubFixture.message(
                    UserError.Kind.FAILED, () -> user.locator().locate(FakeHub.ID));
            assertTrue(message.contains("no model-00002-of-00002.safetensors"), message);
        }
    }

    @Test
    void shardOutsideTheFolderIsRefused() throws Exception {
        for (String name : List.of(
                "../../../evil.safetensors",
                "/tmp/evil.safetensors",
                "sub/evil.safetensors",
                "..safetensors",
                "evil.bin",
                "a\\\\b.safetensors")) {
            try (FakeHub hub = sharded("model-00001-of-00002.safetensors", name)) {
                HubFixture user = new HubFixture(home, hub);
                String message = HubFixture.message(
                        UserError.Kind.FAILED, () -> user.locator().locate(FakeHub.ID));
                assertTrue(message.contains("not a plain .safetensors file name"), message);
                assertEquals(
                        0,
                        hub.requests.stream()
                                .filter(r -> r.path().contains("model-0000"))
                                .count());
            }
        }
    }

    @Test
    void pickledWeightsAreRefusedBeforeAnyDownload() throws Exception {
        try (FakeHub hub = FakeHub.withModel(10)) {
            hub.files.remove("model.safetensors");
            hub.files.put("pytorch_model.bin", FakeHub.content(10));
            HubFixture user = new HubFixture(home, hub);
            String message = HubFixture.message(
                    UserError.Kind.FAILED, () -> user.locator().locate(FakeHub.ID));
            assertTrue(message.contains("only pickled .bin weights"), message);
            assertTrue(message.contains("safetensors"), message);
            assertEquals(1, hub.requests.size(), "the listing alone");

            Path folder = user.locator().locate(FakeHub.ID, ModelLocator.FileSet.CONFIGURATION);
            assertTrue(Files.exists(folder.resolve("config.json")), "without weights it can be had");
        }
    }

    @Test
    void otherRevisionsHaveTheirOwnRefAndShareBlobs() throws Exception {
        String commit = "f".repeat(40);
        try (FakeHub hub = FakeHub.withModel(5000)) {
            hub.revisions.put("refs/pr/1", commit);
            HubFixture user = new HubFixture(home, hub);
            user.locator().locate(FakeHub.ID);
            Path folder = user.locator().locate(FakeHub.ID + "@refs/pr/1");

            assertEquals(user.repository().resolve("snapshots").resolve(commit), folder);
            assertEquals(commit, Files.readString(user.repository().resolve("refs/refs/pr/1")));
            assertEquals(1, hub.count("storage", "GET", "model.safetensors"), "the content was there already");
            assertArrayEquals(
                    hub.files.get("model.safetensors"), Files.readAllBytes(folder.resolve("model.safetensors")));
        }
    }

    @Test
    void refreshFollowsABranchThatMovedOn() throws Exception {
        String commit = "e".repeat(40);
        try (FakeHub hub = FakeHub.withModel(100)) {
            HubFixture user = new HubFixture(home, hub);
            Path old = user.locator().locate(FakeHub.ID);
            hub.revisions.put("main", commit);
            hub.files.put("config.json", "{\"new\": 1}".getBytes(StandardCharsets.UTF_8));

            assertEquals(old, user.locator().locate(FakeHub.ID), "what is complete is used as it is");
            HubCache.Snapshot fresh = user.locator().refresh(HubId.parse(FakeHub.ID), ModelLocator.FileSet.MODEL);
            assertEquals(commit, fresh.commit());
            assertEquals(1, fresh.fetchedFiles());
            assertEquals(10, fresh.fetchedBytes());
            assertEquals(3, fresh.presentFiles());
            assertEquals(fresh.folder(), user.locator().locate(FakeHub.ID));
        }
    }

    @Test
    void withoutLinksTheSnapshotHoldsTheContent() throws Exception {
        try (FakeHub hub = FakeHub.withModel(3000)) {
            HubFixture user = new HubFixture(home, hub);
            HubCache cache = new HubCache(user.environment().cacheRoot(), (link, target) -> {
                throw new IOException("a required privilege is not held by the client");
            });
            byte[] config = hub.files.get("config.json");
            Path blob = user.repository().resolve("blobs").resolve(FakeHub.gitSha1(config));
            Files.createDirectories(blob.getParent());
            Files.write(blob, config);
            Path folder = user.locator(cache).locate(FakeHub.ID);

            user.assertSnapshot(hub, "config.json", "tokenizer.json", "model.safetensors");
            assertFalse(Files.isSymbolicLink(folder.resolve("model.safetensors")));
            assertTrue(Files.exists(blob), "an older blob is copied, for other snapshots may use it");
            try (Stream<Path> blobs = Files.list(blob.getParent())) {
                assertEquals(1, blobs.count(), "a new one is moved, so that it takes its space once");
            }
            hub.stop();
            assertEquals(folder, user.locator(cache).locate(FakeHub.ID));
        }
    }

    @Test
    void twoAtOnceDownloadEveryBlobOnce() throws Exception {
        try (FakeHub hub = FakeHub.withModel(2_000_000)) {
            HubFixture user = new HubFixture(home, hub);
            HubFixture other = new HubFixture(home, hub);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                List<Callable<Path>> both = List.of(
                        () -> user.locator().locate(FakeHub.ID),
                        () -> other.locator().locate(FakeHub.ID));
                for (Future<Path> folder : threads.invokeAll(both)) {
                    assertEquals(user.snapshot(), folder.get());
                }
            } finally {
                threads.shutdownNow();
            }
            user.assertSnapshot(hub, "config.json", "model.safetensors");
            assertEquals(1, hub.count("storage", "GET", "model.safetensors"));
        }
    }

    private static FakeHub sharded(String first, String second) {
        FakeHub hub = FakeHub.withModel(1);
        hub.files.remove("model.safetensors");
        hub.files.put(
                "model.safetensors.index.json",
                ("{\"metadata\":{},\"weight_map\":{\"a\":\"" + first + "\",\"b\":\"" + second + "\",\"c\":\"" + first
                                + "\"}}")
                        .getBytes(StandardCharsets.UTF_8));
        hub.files.put("model-00001-of-00002.safetensors", FakeHub.content(300));
        hub.files.put("model-00002-of-00002.safetensors", FakeHub.content(200));
        return hub;
    }
}
