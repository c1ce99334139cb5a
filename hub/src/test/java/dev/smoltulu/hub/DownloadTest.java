package dev.smoltulu.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DownloadTest {
    @TempDir
    private Path home;

    @Test
    void printsFolderAndSummary() {
        try (FakeHub hub = FakeHub.withModel(1_234_567)) {
            HubFixture user = new HubFixture(home, hub);
            String[] first = run(user, List.of(FakeHub.ID));
            assertEquals(user.snapshot() + System.lineSeparator(), first[0]);
            assertEquals("org/tiny at commit 0123456: 4 files downloaded (1.2 MB)" + System.lineSeparator(), first[1]);
            String[] second = run(user, List.of(FakeHub.ID));
            assertEquals(
                    "org/tiny at commit 0123456: 0 files downloaded (0 bytes), 4 files already there"
                            + System.lineSeparator(),
                    second[1]);
            hub.stop();
            user.variables.put("HF_HUB_OFFLINE", "1");
            assertEquals(second[1], run(user, List.of(FakeHub.ID))[1]);
        }
    }

    @Test
    void allIdsAreCheckedFirst() {
        try (FakeHub hub = FakeHub.withModel(10)) {
            HubFixture user = new HubFixture(home, hub);
            String message = HubFixture.message(UserError.Kind.USAGE, () -> run(user, List.of(FakeHub.ID, "./folder")));
            assertTrue(message.contains("./folder"), message);
            HubFixture.message(UserError.Kind.USAGE, () -> run(user, List.of()));
            assertEquals(0, hub.requests.size());
        }
    }

    private static String[] run(HubFixture user, List<String> ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Download.ofModels(user.locator(), ModelLocator.FileSet.MODEL)
                .run(
                        ids,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return new String[] {out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8)};
    }
}
