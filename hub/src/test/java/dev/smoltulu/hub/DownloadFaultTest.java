package dev.smoltulu.hub;

import static dev.smoltulu.hub.FakeHub.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class DownloadFaultTest {
    private static final int SIZE = 100_000;
    private static final String WEIGHTS = "model.safetensors";
    private static final String LISTING = "GET hub main";
    private static final String STORED = "GET storage " + WEIGHTS;

    @TempDir
    private Path home;

    private FakeHub hub;
    private HubFixture user;

    @BeforeEach
    void start() {
        hub = FakeHub.withModel(SIZE);
        user = new HubFixture(home, hub);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void cutTransferContinuesWhereItStopped() throws Exception {
        hub.answer(STORED, hub.cutAfter(40_000), hub.cutAfter(10_000));
        HubCache.Snapshot snapshot = user.locator().refresh(HubId.parse(FakeHub.ID), ModelLocator.FileSet.MODEL);

        user.assertSnapshot(hub, WEIGHTS);
        assertEquals(Arrays.asList(null, "bytes=40000-", "bytes=50000-"), ranges());
        long small = Stream.of("config.json", "tokenizer.json", "tokenizer_config.json")
                .mapToLong(name -> hub.files.get(name).length)
                .sum();
        assertEquals(SIZE + small, snapshot.fetchedBytes(), "no byte came twice");
        assertEquals(List.of(Duration.ofMillis(500), Duration.ofSeconds(1)), user.waits);
    }

    @Test
    void whatAnEarlierRunLeftIsContinued() throws Exception {
        FakeHub.Answer cut = hub.cutAfter(10_000);
        hub.answer(STORED, cut, cut, cut, cut, cut);
        String message = message();
        assertTrue(message.contains("broke after 50000 of 100000 bytes, 5 tries in a row"), message);
        Path incomplete = blob(".incomplete");
        assertEquals(50_000, Files.size(incomplete));
        assertFalse(Files.exists(user.repository().resolve("refs/main")), "not announced before it is complete");

        hub.requests.clear();
        user.locator().locate(FakeHub.ID);
        user.assertSnapshot(hub, WEIGHTS);
        assertEquals(List.of("bytes=50000-"), ranges());
        assertFalse(Files.exists(incomplete));
    }

    @Test
    void serverThatIgnoresRangesStartsAnew() throws Exception {
        leave(Arrays.copyOf(hub.files.get(WEIGHTS), 700));
        hub.answer(STORED, FakeHub.body(hub.files.get(WEIGHTS)));
        user.locator().locate(FakeHub.ID);
        user.assertSnapshot(hub, WEIGHTS);
        assertEquals(List.of("bytes=700-"), ranges());
    }

    @Test
    void refusedOrOtherRangeStartsAnew() throws Exception {
        leave(Arrays.copyOf(hub.files.get(WEIGHTS), 700));
        hub.answer(STORED, status(416));
        user.locator().locate(FakeHub.ID);
        user.assertSnapshot(hub, WEIGHTS);
        assertEquals(Arrays.asList("bytes=700-", null), ranges());
    }

    @Test
    void brokenRemainderIsDroppedAndFetchedOnceMore() throws Exception {
        leave(new byte[700]);
        user.locator().locate(FakeHub.ID);
        user.assertSnapshot(hub, WEIGHTS);
        assertEquals(Arrays.asList("bytes=700-", null), ranges());
    }

    @Test
    void remainderLongerThanTheFileIsDropped() throws Exception {
        leave(new byte[SIZE + 1]);
        user.locator().locate(FakeHub.ID);
        user.assertSnapshot(hub, WEIGHTS);
        assertEquals(Arrays.asList((String) null), ranges());
    }

    @Test
    void wrongChecksumTwiceIsAnErrorThatLeavesNothing() throws Exception {
        byte[] other = hub.files.get(WEIGHTS).clone();
        other[SIZE / 2] ^= 1;
        hub.answer(STORED, FakeHub.body(other), FakeHub.body(other));
        String message = message();
        assertTrue(message.contains("its checksum is not the one the hub gives"), message);
        assertEquals(2, ranges().size());
        assertFalse(Files.exists(blob(".incomplete")));
        assertFalse(Files.exists(blob("")));
        assertFalse(Files.exists(user.snapshot().resolve(WEIGHTS)));
    }

    @Test
    void wrongChecksumOfASmallFileOnceIsRepaired() throws Exception {
        byte[] other = hub.files.get("config.json").clone();
        other[3] ^= 1;
        hub.answer("GET hub config.json", FakeHub.body(other));
        user.locator().locate(FakeHub.ID);
        user.assertSnapshot(hub, "config.json");
        assertEquals(2, hub.count("hub", "GET", "config.json"));
    }

    @ParameterizedTest
    @ValueSource(ints = {SIZE - 1, SIZE + 1})
    void wrongSizeTwiceIsAnError(int size) throws Exception {
        byte[] other = FakeHub.content(size);
        hub.answer(STORED, FakeHub.body(other), FakeHub.body(other));
        String message = message();
        assertTrue(message.contains("its size is " + size + " bytes, not the " + SIZE), message);
        assertFalse(Files.exists(blob(".incomplete")));
    }

    @Test
    void bodyOfUnknownLengthStopsAtTheSizeOfTheFile() throws Exception {
        FakeHub.Answer endless = (exchange, content) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(FakeHub.content(SIZE + 50));
        };
        hub.answer(STORED, endless, endless);
        String message = message();
        assertTrue(message.contains("longer than the " + SIZE + " bytes"), message);
    }

    @Test
    void damagedBlobOfTheWrongSizeIsReplaced() throws Exception {
        Path blob = blob("");
        Files.createDirectories(blob.getParent());
        Files.write(blob, new byte[5]);
        user.locator().locate(FakeHub.ID);
        user.assertSnapshot(hub, WEIGHTS);
    }

    @Test
    void silentServerCountsAsBroken() throws Exception {
        user.variables.put("HF_HUB_DOWNLOAD_TIMEOUT", "1");
        CountDownLatch done = new CountDownLatch(1);
        hub.answer(STORED, (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 1000);
            exchange.getResponseBody().flush();
            await(done);
        });
        try {
            user.locator().locate(FakeHub.ID);
        } finally {
            done.countDown();
        }
        user.assertSnapshot(hub, WEIGHTS);
        assertEquals(Arrays.asList(null, "bytes=1000-"), ranges());
    }

    @Test
    void interruptLeavesWhatArrivedForTheNextRun() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        hub.answer(STORED, (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 1000);
            exchange.getResponseBody().flush();
            await(done);
        });
        AtomicReference<String> message = new AtomicReference<>();
        Thread downloader = new Thread(() -> {
            ModelLocator locator = new ModelLocator(
                    user.environment(),
                    (file, bytes, total) -> {
                        if (file.equals(WEIGHTS)) {
                            arrived.countDown();
                        }
                    },
                    user.retries(),
                    new HubCache(user.environment().cacheRoot()));
            message.set(HubFixture.message(UserError.Kind.FAILED, () -> locator.locate(FakeHub.ID)));
        });
        downloader.start();
        assertTrue(arrived.await(30, TimeUnit.SECONDS));
        downloader.interrupt();
        downloader.join(30_000);
        done.countDown();
        assertTrue(message.get().contains("was interrupted"), message.get());
        assertEquals(1000, Files.size(blob(".incomplete")));

        hub.requests.clear();
        user.locator().locate(FakeHub.ID);
        assertEquals(List.of("bytes=1000-"), ranges());
    }

    @Test
    void missingModelOrPrivateWithoutToken() {
        hub.requiredToken = Optional.of("hf_another");
        String message = message();
        assertTrue(message.contains("there is no such model, or it is private or gated"), message);
        assertTrue(message.contains("HF_TOKEN"), message);
        assertEquals(1, hub.requests.size(), "not tried again");
    }

    @Test
    void tokenThatIsNotAccepted() {
        hub.requiredToken = Optional.of("hf_another");
        user.variables.put("HF_TOKEN", HubFixture.TOKEN);
        String message = message();
        assertTrue(message.contains("does not let this token read org/tiny"), message);
    }

    @Test
    void gatedModelSaysHowToGetIn() {
        hub.answer("HEAD hub config.json", status(403, "X-Error-Code", "GatedRepo"));
        String message = message();
        assertTrue(message.contains("is gated: accept its terms at " + hub.endpoint() + "/org/tiny"), message);
        assertTrue(message.contains("HF_TOKEN"), message);
    }

    @Test
    void unknownModelAndRevision() {
        String model =
                HubFixture.message(UserError.Kind.FAILED, () -> user.locator().locate("org/none"));
        assertTrue(model.contains("no model org/none"), model);
        String revision =
                HubFixture.message(UserError.Kind.FAILED, () -> user.locator().locate("org/tiny@v9"));
        assertTrue(revision.contains("has no revision 'v9'"), revision);
    }

    @Test
    void tooManyRequestsWaitsAsLongAsAsked() throws Exception {
        hub.answer(
                LISTING,
                status(429, "Retry-After", "17"),
                status(429, "Retry-After", "Sun, 01 Mar 2026 12:00:30 GMT"),
                status(429, "RateLimit", "\"api\";r=0;t=41"));
        user.locator().locate(FakeHub.ID);
        user.assertSnapshot(hub, WEIGHTS);
        assertEquals(List.of(Duration.ofSeconds(17), Duration.ofSeconds(30), Duration.ofSeconds(41)), user.waits);
    }

    @Test
    void waitLongerThanPatienceIsAnError() {
        hub.answer(LISTING, status(429, "Retry-After", "3600"));
        String message = message();
        assertTrue(message.contains("asks to wait 3600 s"), message);
        assertEquals(List.of(), user.waits);
    }

    @Test
    void serverErrorsAreTriedAgain() throws Exception {
        hub.answer(LISTING, status(500));
        hub.answer("HEAD hub " + WEIGHTS, status(502));
        hub.answer(STORED, status(503));
        user.locator().locate(FakeHub.ID);
        user.assertSnapshot(hub, WEIGHTS);
        assertEquals(3, user.waits.size());
    }

    @Test
    void lastingServerErrorEndsAfterFiveTries() {
        hub.answer(LISTING, status(500), status(500), status(500), status(500), status(500));
        String message = message();
        assertTrue(message.contains("status 500"), message);
        assertEquals(5, hub.requests.size());
        assertEquals(
                List.of(500L, 1000L, 2000L, 4000L),
                user.waits.stream().map(Duration::toMillis).toList());
    }

    @Test
    void unreachableServer() {
        hub.stop();
        String message = message();
        assertTrue(message.contains("no connection to the server"), message);
        assertEquals(4, user.waits.size());
    }

    @Test
    void answerOfSomethingThatIsNoHub() {
        hub.answer(LISTING, FakeHub.body("<html>Sign in to the hotel network</html>".getBytes(StandardCharsets.UTF_8)));
        String message = message();
        assertTrue(message.contains("not that of a Hugging Face hub"), message);
    }

    @Test
    void etagThatIsNoFileNameIsRefused() {
        hub.answer("HEAD hub config.json", status(200, "ETag", "\"../../../evil\"", "Content-Length", "5"));
        String message = message();
        assertTrue(message.contains("does not tell the file's checksum and size"), message);
    }

    @Test
    void moreThanTheDiskHolds() {
        hub.answer(
                "HEAD hub " + WEIGHTS,
                status(
                        302,
                        "X-Linked-ETag",
                        "\"" + "a".repeat(64) + "\"",
                        "X-Linked-Size",
                        "900000000000000000",
                        "Location",
                        "http://localhost:1/x"));
        String message = message();
        assertTrue(message.contains("not enough space for " + WEIGHTS), message);
        assertEquals(0, hub.count("storage", "GET", WEIGHTS));
    }

    @Test
    void redirectsInCirclesEnd() {
        hub.answer(
                LISTING,
                (exchange, content) -> status(307, "Location", "/api/models/org/tiny/revision/loop")
                        .to(exchange, content));
        FakeHub.Answer loop = status(307, "Location", "loop");
        hub.answer("GET hub loop", Stream.generate(() -> loop).limit(20).toArray(FakeHub.Answer[]::new));
        String message = message();
        assertTrue(message.contains("redirects in circles"), message);
    }

    @Test
    void offlineNeverAsks() {
        user.variables.put("TRANSFORMERS_OFFLINE", "1");
        String message = message();
        assertTrue(message.contains("is not in "), message);
        assertTrue(message.contains("smoltulu download org/tiny"), message);
        assertEquals(0, hub.requests.size());
    }

    private String message() {
        return HubFixture.message(UserError.Kind.FAILED, () -> user.locator().locate(FakeHub.ID));
    }

    private List<String> ranges() {
        return hub.requests.stream()
                .filter(r -> r.host().equals("storage"))
                .map(FakeHub.Request::range)
                .toList();
    }

    private Path blob(String suffix) {
        return user.repository().resolve("blobs").resolve(FakeHub.sha256(hub.files.get(WEIGHTS)) + suffix);
    }

    private void leave(byte[] bytes) throws Exception {
        Files.createDirectories(blob("").getParent());
        Files.write(blob(".incomplete"), bytes);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }
}
