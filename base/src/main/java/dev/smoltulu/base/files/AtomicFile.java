package dev.smoltulu.base.files;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file that appears whole or not at all: written under a temporary name in the same folder, forced to disk and
 * renamed by {@link #commit()}. Closed before that, it leaves neither a temporary file nor a changed target.
 * Every failure of the disk is a {@link UserError} that names the target.
 */
public final class AtomicFile implements AutoCloseable {

    private static final AtomicLong COUNTER = new AtomicLong();

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private boolean synced;
    private boolean committed;

    private AtomicFile(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
    }

    /**
     * Starts a new version of {@code target}.
     *
     * @param expectedBytes its size where known, else 0: refused at once when the disk has less room than that
     */
    public static AtomicFile create(Path target, long expectedBytes) {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw UserError.failed(target + ": cannot be written, " + folder + " is not a folder");
        }
        if (Files.isDirectory(target)) {
            throw UserError.failed(target + ": cannot be written, a folder has that name");
        }
        requireSpace(target, folder, expectedBytes);
        Path temporary = folder.resolve(
                "." + target.getFileName() + ".tmp-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet());
        try {
            FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
            return new AtomicFile(target, temporary, channel);
        } catch (IOException e) {
            throw UserError.failed(target + ": cannot be written (" + e + ")", e);
        }
    }

    /**
     * Replaces {@code target} by {@code content}, durably; makes its folder where it is missing.
     *
     * @throws UserError when the folder or the disk refuses it; an older file is then untouched
     */
    public static void write(Path target, byte[] content) {
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot write " + target + ": its folder cannot be made (" + e.getMessage()
                            + "): choose a folder that can be written",
                    e);
        }
        try (AtomicFile file = create(target, content.length)) {
            file.write(ByteBuffer.wrap(content));
            file.commit();
        }
    }

    /** Like {@link #write(Path, byte[])}, with {@code text} in UTF-8. */
    public static void write(Path target, String text) {
        write(target, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes all remaining bytes. */
    public void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Bytes written so far. */
    public long position() {
        try {
            return channel.position();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Forces what was written to the disk; the target is still untouched. */
    public void sync() {
        try {
            channel.force(true);
            channel.close();
            synced = true;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Puts the file in place of the target, durably. */
    public void commit() {
        if (!synced) {
            sync();
        }
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            committed = true;
            DurableFiles.syncFolder(target.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        if (committed) {
            return;
        }
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The write has failed already and says why; a temporary file that cannot go is the lesser evil.
            temporary.toFile().deleteOnExit();
        }
    }

    private UserError failed(IOException e) {
        return UserError.failed(
                target + ": writing failed (" + e.getMessage() + "); the file is unchanged,"
                        + " free some disk space or choose another folder",
                e);
    }

    private static void requireSpace(Path target, Path folder, long bytes) {
        // Not by the file store, which is unknown where the mounted file systems are hidden, as in a container.
        boolean known = folder.toFile().getTotalSpace() > 0;
        if (known && bytes > folder.toFile().getUsableSpace()) {
            throw UserError.failed(target + ": the disk is full: " + bytes + " bytes are needed, "
                    + folder.toFile().getUsableSpace() + " are free; the file is unchanged");
        }
    }
}
