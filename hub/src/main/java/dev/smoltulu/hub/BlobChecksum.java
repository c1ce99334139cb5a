package dev.smoltulu.hub;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The checksum that a blob's ETag is: 64 hex digits are the SHA-256 of an LFS file, 40 hex digits the SHA-1 of a git
 * blob object ({@code "blob SIZE\0"} and the content). Any other ETag (some mirrors) is no checksum: then only the
 * size can be checked.
 */
final class BlobChecksum {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");

    private final String expected;
    private final Optional<MessageDigest> digest;

    /** @param size of the whole content in bytes */
    BlobChecksum(String etag, long size) {
        this.expected = etag;
        if (SHA256.matcher(etag).matches()) {
            this.digest = Optional.of(algorithm("SHA-256"));
        } else if (SHA1.matcher(etag).matches()) {
            MessageDigest git = algorithm("SHA-1");
            git.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
            this.digest = Optional.of(git);
        } else {
            this.digest = Optional.empty();
        }
    }

    /** Takes the remaining bytes in; the buffer's position does not move. */
    void update(ByteBuffer bytes) {
        digest.ifPresent(algorithm -> algorithm.update(bytes.duplicate()));
    }

    /** Whether the content that went in is the expected one. Ends this checksum. */
    boolean matches() {
        return digest.isEmpty()
                || HexFormat.of().formatHex(digest.get().digest()).equals(expected);
    }

    private static MessageDigest algorithm(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has " + name, impossible);
        }
    }
}
