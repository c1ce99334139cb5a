package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings one file's content into the cache. What an earlier or cut transfer left is continued with a Range request;
 * the blob gets its name only after its size and checksum were found right. Wrong content is dropped and fetched once
 * more, from the start.
 */
final class BlobDownload {
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\\*)");
    private static final int ROUNDS = 2;

    private final HubClient client;
    private final DownloadProgress progress;
    private final HubId id;
    private final HubClient.RepositoryListing.RemoteFile file;
    private long received;

    BlobDownload(HubClient client, DownloadProgress progress, HubId id, HubClient.RepositoryListing.RemoteFile file) {
        this.client = client;
        this.progress = progress;
        this.id = id;
        this.file = file;
    }

    /**
     * Makes {@code blob}; the caller holds its lock.
     *
     * @param incomplete where the content is while it arrives; stays when the download stops early
     * @return bytes that came over the network, those of dropped transfers included
     * @throws UserError when the content is wrong twice, the network fails for good or the disk does not take it
     */
    long fetch(Path incomplete, Path blob) throws InterruptedException {
        String fault = "";
        for (int round = 0; round < ROUNDS; round++) {
            try (PartialFile partial = PartialFile.open(incomplete, file)) {
                checkSpace(incomplete, file.size() - partial.length());
                Optional<String> wrong =
                        client.retries().run("download " + file.name() + " of " + id, () -> transfer(partial));
                if (wrong.isEmpty() && partial.isSound()) {
                    partial.moveTo(blob);
                    progress.advanced(file.name(), file.size(), file.size());
                    return received;
                }
                fault = wrong.orElse("its checksum is not the one the hub gives (" + file.etag() + ")");
                partial.delete();
            }
        }
        throw UserError.failed("downloaded " + file.name() + " of " + id + " twice and " + fault
                + " both times: dropped; check proxies and HF_ENDPOINT, and run again later");
    }

    /** One request and its body; what is wrong with the content if that shows by its size. */
    private Optional<String> transfer(PartialFile partial) throws IOException, InterruptedException {
        if (partial.length() == file.size()) {
            return Optional.empty();
        }
        HttpResponse<TimedBody> response = client.open(id, file, partial.length());
        try (TimedBody body = response.body()) {
            OptionalLong total = total(response, partial);
            if (total.isPresent() && total.getAsLong() != file.size()) {
                return Optional.of(wrongSize(total.getAsLong()));
            }
            return store(body, partial);
        }
    }

    /** The content's size as this response has it; {@code partial} is then at the byte where the body begins. */
    private static OptionalLong total(HttpResponse<TimedBody> response, PartialFile partial)
            throws IOException, InterruptedException {
        if (response.statusCode() == 200) {
            partial.restart();
            return response.headers().firstValueAsLong("Content-Length");
        }
        Matcher range =
                RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
        if (response.statusCode() == 206 && range.matches() && Long.parseLong(range.group(1)) == partial.length()) {
            return range.group(2).equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(range.group(2)));
        }
        partial.restart();
        throw new IOException("the server answers with a range that was not asked for");
    }

    private Optional<String> store(TimedBody body, PartialFile partial) throws IOException, InterruptedException {
        long before = partial.length();
        try {
            for (List<ByteBuffer> buffers = body.next(); buffers != null; buffers = body.next()) {
                for (ByteBuffer buffer : buffers) {
                    received += buffer.remaining();
                    if (partial.length() + buffer.remaining() > file.size()) {
                        return Optional.of("it is longer than the " + file.size() + " bytes the hub gives");
                    }
                    partial.append(buffer);
                }
                progress.advanced(file.name(), partial.length(), file.size());
            }
        } catch (IOException broken) {
            throw cut(partial, before, broken);
        }
        if (partial.length() < file.size()) {
            throw cut(partial, before, null);
        }
        return Optional.empty();
    }

    private RetryPolicy.TransferCut cut(PartialFile partial, long before, IOException cause) {
        return new RetryPolicy.TransferCut(
                "the connection broke after " + partial.length() + " of " + file.size() + " bytes",
                partial.length() - before,
                cause);
    }

    private String wrongSize(long size) {
        return "its size is " + size + " bytes, not the " + file.size() + " the hub gives";
    }

    private void checkSpace(Path incomplete, long needed) {
        long free = incomplete.toFile().getUsableSpace();
        if (free < needed) {
            throw UserError.failed("not enough space for " + file.name() + " of " + id + ": " + needed
                    + " bytes to come, " + free + " free in " + incomplete.getParent()
                    + ": free some or set HF_HUB_CACHE to a folder on another disk");
        }
    }

    /**
     * The checksum that a blob's ETag is: 64 hex digits are the SHA-256 of an LFS file, 40 hex digits the SHA-1 of a git
     * blob object ({@code "blob SIZE\0"} and the content). Any other ETag (some mirrors) is no checksum: then only the
     * size can be checked.
     */
    static final class BlobChecksum {
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
}
