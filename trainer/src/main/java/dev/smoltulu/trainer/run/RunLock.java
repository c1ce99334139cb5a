package dev.smoltulu.trainer.run;

import dev.smoltulu.UserError;
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

/**
 * One run per folder. The operating system holds the lock, so it ends with the process however that dies; the file
 * itself stays, because deleting a lock file lets two processes lock two files of the same name.
 */
final class RunLock implements AutoCloseable {

    static final String FILE_NAME = ".run.lock";
    /** Past the text, for Windows keeps others from reading a locked region. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    /** Folders this process holds: POSIX would drop its lock at the first close of any channel on the same file. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private RunLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static RunLock acquire(Path folder) throws IOException {
        Path held = folder.toRealPath();
        if (!HELD.add(held)) {
            throw inUse(folder, "this process");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(held.resolve(FILE_NAME),
                    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw inUse(folder, owner(held));
            }
            ByteBuffer text = StandardCharsets.UTF_8.encode(
                    "process " + ProcessHandle.current().pid() + " on " + hostName() + "\n");
            channel.truncate(0);
            channel.write(text, 0);
            return new RunLock(held, channel);
        } catch (IOException | RuntimeException failed) {
            if (channel != null) {
                channel.close();
            }
            HELD.remove(held);
            throw failed;
        }
    }

    private static UserError inUse(Path folder, String owner) {
        return UserError.failed("output_dir " + folder + " is in use by " + owner
                + "; wait for that run or choose another output_dir");
    }

    private static String owner(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
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
            HELD.remove(folder);
        }
    }
}
