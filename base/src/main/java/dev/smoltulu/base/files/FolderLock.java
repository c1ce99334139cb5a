package dev.smoltulu.base.files;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One process per folder. The operating system holds the lock, so it ends with the process however that dies; the file
 * itself stays, because deleting a lock file lets two processes lock two files of the same name.
 */
public final class FolderLock implements AutoCloseable {

    /** Past the text, for Windows keeps others from reading a locked region. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    /** Locks this process holds: POSIX would drop its lock at the first close of any channel on the same file. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param fileName of the lock within the folder
     * @param inUse    the error where another holds it, from a word on who that is
     */
    public static FolderLock acquire(Path folder, String fileName, Function<String, UserError> inUse)
            throws IOException {
        Path held = folder.toRealPath().resolve(fileName);
        if (!HELD.add(held)) {
            throw inUse.apply("this process");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    held,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw inUse.apply(owner(held));
            }
            ByteBuffer text = StandardCharsets.UTF_8.encode(
                    "process " + ProcessHandle.current().pid() + " on " + hostName() + "\n");
            channel.truncate(0);
            channel.write(text, 0);
            return new FolderLock(held, channel);
        } catch (IOException | RuntimeException failed) {
            if (channel != null) {
                channel.close();
            }
            HELD.remove(held);
            throw failed;
        }
    }

    private static String owner(Path file) throws IOException {
        String text = Files.size(file) > 1024 ? "" : Files.readString(file).strip();
        return text.isEmpty() ? "another process" : text;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "this machine";
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.truncate(0);
        } finally {
            channel.close();
            HELD.remove(file);
        }
    }
}
