package dev.smoltulu.hub;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread of one process write a blob. The file lock works between processes of this program; Python's
 * {@code filelock} takes another kind of lock on the same file (flock, not fcntl), which on Linux does not see ours:
 * against that, blobs are checked by checksum before they get their name.
 */
final class BlobLock {
    /** A JVM's file locks exclude other processes, not its own threads. */
    private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel channel;

    private BlobLock(ReentrantLock threads, FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /** Waits until the lock is free; the lock file stays, as upstream leaves it. */
    static BlobLock acquire(Path file) throws InterruptedException {
        ReentrantLock threads = THREADS.computeIfAbsent(file, path -> new ReentrantLock());
        threads.lockInterruptibly();
        boolean held = false;
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.lock();
                held = lock.isValid();
                return new BlobLock(threads, channel);
            } finally {
                if (!held) {
                    channel.close();
                }
            }
        } catch (FileLockInterruptionException | ClosedByInterruptException interrupted) {
            // Both leave the thread's flag set; the exception takes its place.
            Thread.interrupted();
            throw new InterruptedException();
        } catch (IOException failure) {
            throw HubCache.unwritable(file, failure);
        } finally {
            if (!held) {
                threads.unlock();
            }
        }
    }

    void release() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nothing was written through it, and the process's end releases the lock at the latest.
        } finally {
            threads.unlock();
        }
    }
}
