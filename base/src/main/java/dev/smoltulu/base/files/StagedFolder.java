package dev.smoltulu.base.files;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** A folder that appears whole or not at all: filled under another name beside it and renamed by {@link #commit}. */
public final class StagedFolder implements AutoCloseable {

    private final Path target;
    private final Path staging;

    private StagedFolder(Path target, Path staging) {
        this.target = target;
        this.staging = staging;
    }

    /**
     * Begins a folder.
     *
     * @param target does not exist yet or is empty
     * @throws UserError when it holds something, or nothing can be written beside it
     */
    public static StagedFolder create(Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        if (Files.exists(absolute) && !isEmptyFolder(absolute)) {
            throw UserError.usage("`output` " + target + " exists already; give `output` a new folder");
        }
        Path staging = absolute.resolveSibling(
                "." + absolute.getFileName() + ".tmp-" + ProcessHandle.current().pid());
        try {
            Files.createDirectories(staging);
            return new StagedFolder(absolute, staging);
        } catch (IOException e) {
            throw UserError.failed(target + ": this folder cannot be made (" + e + "); choose another", e);
        }
    }

    /** Where files are written meanwhile. */
    public Path folder() {
        return staging;
    }

    /** Puts the folder in its place. */
    public void commit() {
        try {
            Files.deleteIfExists(target);
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw UserError.failed(target + ": the folder cannot be put in its place (" + e + "); choose another", e);
        }
    }

    @Override
    public void close() {
        if (!Files.exists(staging)) {
            return;
        }
        try {
            DurableFiles.deleteTree(staging);
        } catch (IOException e) {
            throw UserError.failed(staging + ": cannot be deleted (" + e + "); delete it", e);
        }
    }

    private static boolean isEmptyFolder(Path path) {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            throw UserError.failed(path + ": cannot be read (" + e + ")", e);
        }
    }
}
