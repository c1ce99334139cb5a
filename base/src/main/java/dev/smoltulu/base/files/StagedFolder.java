package dev.smoltulu.base.files;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder that appears whole or not at all: written under a temporary name beside its place, forced to disk and
 * renamed by {@link #commit()}. Closed before that, it leaves nothing behind. What a killed process left beside the
 * same place is deleted by the next one; a lock, not the process id, tells the living from the dead, because in a
 * container every start has the same id.
 */
public final class StagedFolder implements AutoCloseable {

    private static final String LOCK = ".lock";
    private static final int NAME_BYTES = 8;
    private static final SecureRandom NAMES = new SecureRandom();

    private final Path target;
    private final Path staging;
    private final FolderLock lock;
    private boolean committed;

    private StagedFolder(Path target, Path staging, FolderLock lock) {
        this.target = target;
        this.staging = staging;
        this.lock = lock;
    }

    /**
     * Creates the temporary folder.
     *
     * @param target does not exist yet or is empty
     * @throws UserError when the target is not empty, or nothing can be written beside it
     */
    public static StagedFolder create(Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        try {
            if (!isFree(absolute)) {
                throw UserError.usage("output folder " + target + " exists already; choose a new folder");
            }
            Files.createDirectories(absolute.getParent());
            String prefix = "." + absolute.getFileName() + ".tmp-";
            deleteAbandoned(absolute.getParent(), prefix);
            Path staging = absolute.resolveSibling(prefix + randomName());
            FolderLock lock = lock(staging);
            try {
                return new StagedFolder(absolute, Files.createDirectory(staging), lock);
            } catch (Throwable failed) {
                unlock(staging, lock);
                throw failed;
            }
        } catch (IOException failed) {
            throw UserError.failed(target + ": this folder cannot be created (" + failed + "); choose another", failed);
        }
    }

    private static boolean isFree(Path target) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (!Files.isDirectory(target)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(target)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void deleteAbandoned(Path parent, String prefix) throws IOException {
        Set<Path> abandoned = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                parent, entry -> entry.getFileName().toString().startsWith(prefix))) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                abandoned.add(entry.resolveSibling(
                        name.endsWith(LOCK) ? name.substring(0, name.length() - LOCK.length()) : name));
            }
        }
        for (Path staging : abandoned) {
            deleteIfAbandoned(staging);
        }
    }

    private static void deleteIfAbandoned(Path staging) throws IOException {
        FolderLock lock;
        try {
            lock = lock(staging);
        } catch (UserError inUse) {
            return;
        }
        try {
            if (Files.exists(staging, LinkOption.NOFOLLOW_LINKS)) {
                DurableFiles.deleteTree(staging);
            }
        } finally {
            unlock(staging, lock);
        }
    }

    /** Beside the folder, since everything in the folder belongs to whoever fills it. */
    private static FolderLock lock(Path staging) throws IOException {
        return FolderLock.acquire(
                staging.getParent(),
                staging.getFileName() + LOCK,
                owner -> UserError.failed(staging + " is being written by " + owner));
    }

    /** No other process waits for this lock, because its name is random; so its file can go. */
    private static void unlock(Path staging, FolderLock lock) throws IOException {
        lock.close();
        Files.deleteIfExists(staging.resolveSibling(staging.getFileName() + LOCK));
    }

    private static String randomName() {
        byte[] name = new byte[NAME_BYTES];
        NAMES.nextBytes(name);
        return HexFormat.of().formatHex(name);
    }

    /** The temporary folder, to be filled before {@link #commit()}. */
    public Path folder() {
        return staging;
    }

    /**
     * Puts the folder in its place, durably.
     *
     * @throws UserError when the disk refuses it, or the place was taken meanwhile
     */
    public void commit() {
        try {
            DurableFiles.syncTree(staging);
            Files.deleteIfExists(target);
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.syncFolder(target.getParent());
            committed = true;
        } catch (IOException failed) {
            throw UserError.failed(
                    target + ": the folder cannot be put in its place (" + failed + "); choose another", failed);
        }
    }

    @Override
    public void close() {
        try {
            if (!committed) {
                DurableFiles.deleteTree(staging);
            }
            unlock(staging, lock);
        } catch (IOException failed) {
            throw UserError.failed(staging + ": this temporary folder cannot be deleted (" + failed + ")", failed);
        }
    }
}
