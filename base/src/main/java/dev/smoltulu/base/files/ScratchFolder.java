package dev.smoltulu.base.files;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A new folder among the system's temporary files, gone with everything in it when closed. */
public final class ScratchFolder implements AutoCloseable {

    private final Path path;

    private ScratchFolder(Path path) {
        this.path = path;
    }

    /** Makes a folder whose name begins with {@code prefix}. */
    public static ScratchFolder create(String prefix) {
        try {
            return new ScratchFolder(Files.createTempDirectory(prefix));
        } catch (IOException e) {
            throw UserError.failed(
                    System.getProperty("java.io.tmpdir") + ": no folder for temporary files can be made" + " there ("
                            + e + "); free some space or name another with -Djava.io.tmpdir",
                    e);
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** A path within it. */
    public Path resolve(String file) {
        return path.resolve(file);
    }

    /** The files in the order of their names. */
    public List<Path> files() {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw UserError.failed(path + ": this temporary folder cannot be read (" + e + ")", e);
        }
    }

    /** Deletes the files. */
    public void clear() {
        files().forEach(ScratchFolder::delete);
    }

    @Override
    public void close() {
        if (Files.exists(path)) {
            clear();
            delete(path);
        }
    }

    /** Windows does not delete a file while a part of it is mapped; it goes with the process then. */
    private static void delete(Path entry) {
        try {
            DurableFiles.deleteTree(entry);
        } catch (IOException e) {
            entry.toFile().deleteOnExit();
        }
    }
}
