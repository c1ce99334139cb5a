package dev.smoltulu.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.smoltulu.base.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** A user of a {@link FakeHub}: home folder, variables, and a clock on which waits pass at once. */
final class HubFixture {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String TOKEN = "hf_secretSECRETsecret";

    final Map<String, String> variables = new HashMap<>();
    final List<Duration> waits = new ArrayList<>();
    final List<String> progress = new ArrayList<>();
    private final Path home;
    private final FakeHub hub;

    HubFixture(Path home, FakeHub hub) {
        this.home = home;
        this.hub = hub;
        variables.put("HF_ENDPOINT", hub.endpoint());
    }

    HubEnvironment environment() {
        return new HubEnvironment(variables, home);
    }

    RetryPolicy retries() {
        return new RetryPolicy(
                5,
                Duration.ofMillis(500),
                Duration.ofSeconds(8),
                Duration.ofMinutes(5),
                waits::add,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    ModelLocator locator() {
        return locator(new HubCache(environment().cacheRoot()));
    }

    ModelLocator locator(HubCache cache) {
        return new ModelLocator(
                environment(),
                (file, done, total) -> {
                    progress.add(file + " " + done + "/" + total);
                    hub.arrived(done);
                },
                retries(),
                cache);
    }

    DatasetLocator datasets() {
        return new DatasetLocator(
                environment(),
                (file, done, total) -> {
                    progress.add(file + " " + done + "/" + total);
                    hub.arrived(done);
                },
                retries(),
                new HubCache(environment().cacheRoot()));
    }

    Path repository() {
        return home.resolve(".cache/huggingface/hub/" + hub.kind().plural() + "--org--tiny");
    }

    Path snapshot() {
        return repository().resolve("snapshots").resolve(FakeHub.COMMIT);
    }

    /** Everything the hub offers of {@code names} is in the snapshot, byte for byte. */
    void assertSnapshot(FakeHub hub, String... names) throws Exception {
        for (String name : names) {
            byte[] there = Files.readAllBytes(snapshot().resolve(name));
            assertEquals(-1, Arrays.mismatch(hub.files.get(name), there), name);
        }
    }

    /** The message of the one-line error; neither it nor its causes give the token away. */
    static String message(UserError.Kind kind, Executable executable) {
        UserError error = assertThrows(UserError.class, executable);
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            assertFalse(String.valueOf(cause).contains(TOKEN), "the token is in " + cause.getClass());
        }
        assertEquals(kind, error.kind(), error.getMessage());
        assertFalse(error.getMessage().contains("\n"), error.getMessage());
        return error.getMessage();
    }
}
