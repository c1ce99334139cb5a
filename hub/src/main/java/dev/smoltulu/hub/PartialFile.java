package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A blob while it arrives: what an earlier run left is kept, and the checksum of everything up to the end is at hand.
 * Faults of the disk are {@link UserError}s, so that they are never taken for faults of the network and tried again.
 */
final class PartialFile implements AutoCloseable {
    private static final int BUFFER = 1 << 20;

    private final Path path;
    private final HubClient.RepositoryListing.RemoteFile file;
    private final FileChannel channel;
    private BlobDownload.BlobChecksum checksum;
    private long length;

    private PartialFile(Path path, HubClient.RepositoryListing.RemoteFile file, FileChannel channel) {
        this.path = path;
        this.file = file;
        this.channel = channel;
        this.checksum = new BlobDownload.BlobChecksum(file.etag(), file.size());
    }

    /** Opens or makes the file; one that is longer than the content can be starts anew. */
    static PartialFile open(Path path, HubClient.RepositoryListing.RemoteFile file) throws InterruptedException {
        try {
            Files.createDirectories(path.getParent());
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            PartialFile partial = new PartialFile(path, file, channel);
            boolean ready = false;
            try {
                partial.takeIn();
                ready = true;
                return partial;
            } finally {
                if (!ready) {
                    channel.close();
                }
            }
        } catch (IOException failure) {
            throw fault(path, failure);
        }
    }

    /** Bytes on disk. */
    long length() {
        return length;
    }

    void append(ByteBuffer bytes) throws InterruptedException {
        checksum.update(bytes);
        try {
            while (bytes.hasRemaining()) {
                length += channel.write(bytes);
            }
        } catch (IOException failure) {
            throw fault(path, failure);
        }
    }

    /** Drops what is there. */
    void restart() throws InterruptedException {
        try {
            channel.truncate(0);
            channel.position(0);
        } catch (IOException failure) {
            throw fault(path, failure);
        }
        length = 0;
        checksum = new BlobDownload.BlobChecksum(file.etag(), file.size());
    }

    /** Whether size and checksum are the expected ones. Asked once, at the end. */
    boolean isSound() {
        return length == file.size() && checksum.matches();
    }

    /** Closes the file and gives it its final name. */
    void moveTo(Path blob) throws InterruptedException {
        try {
            channel.force(true);
            channel.close();
            Files.move(path, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw fault(blob, failure);
        }
    }

    void delete() throws InterruptedException {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException failure) {
            throw fault(path, failure);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw HubCache.unwritable(path, failure);
        }
    }

    private void takeIn() throws IOException, InterruptedException {
        if (channel.size() > file.size()) {
            restart();
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (channel.read(buffer) >= 0) {
            length += buffer.position();
            checksum.update(buffer.flip());
            buffer.clear();
        }
    }

    private static UserError fault(Path path, IOException failure) throws InterruptedException {
        if (failure instanceof ClosedByInterruptException) {
            // It leaves the thread's flag set; the exception takes its place.
            Thread.interrupted();
            throw new InterruptedException();
        }
        return HubCache.unwritable(path, failure);
    }
}
