package dev.smoltulu.hub;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class BlobChecksumTest {
    /** {@code printf 'hello\n' | git hash-object --stdin} and {@code | sha256sum}. */
    private static final String GIT = "ce013625030ba8dba906f756967f9e9ca394464a";

    private static final String SHA256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

    @Test
    void gitBlobAndSha256() {
        assertTrue(matches(GIT, "hello\n"));
        assertFalse(matches(GIT, "hello!"));
        assertTrue(matches(SHA256, "hello\n"));
        assertFalse(matches(SHA256, "hello!"));
    }

    @Test
    void emptyGitBlob() {
        assertTrue(matches("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", ""));
    }

    @Test
    void otherTagIsNoChecksum() {
        assertTrue(matches("abc-1", "anything"));
    }

    private static boolean matches(String etag, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        BlobDownload.BlobChecksum checksum = new BlobDownload.BlobChecksum(etag, bytes.length);
        checksum.update(ByteBuffer.wrap(bytes));
        return checksum.matches();
    }
}
