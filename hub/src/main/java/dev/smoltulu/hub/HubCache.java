package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cache folder that every Hugging Face library shares:
 * <pre>
 * models--org--name/refs/REVISION              holds the commit that the revision stood for when last asked
 * models--org--name/snapshots/COMMIT/FILE      link to ../../blobs/ETAG
 * models--org--name/blobs/ETAG                 the content; ETAG.incomplete while it arrives
 * models--org--name/.no_exist/COMMIT/FILE      empty: the commit is known to have no such file
 * .locks/models--org--name/ETAG.lock           held while the blob is written
 * </pre>
 * A dataset's folder is {@code datasets--org--name}. Where links cannot be made, the snapshot holds the content itself,
 * as upstream does on such systems.
 */
final class HubCache {
    private static final long LARGEST_REF = 256;

    /** Makes a symbolic link, or fails where the system has none. */
    @FunctionalInterface
    interface Linker {
        void link(Path link, Path target) throws IOException;
    }

    private final Path root;
    private final Linker linker;

    HubCache(Path root) {
        this(root, Files::createSymbolicLink);
    }

    HubCache(Path root, Linker linker) {
        this.root = root.toAbsolutePath().normalize();
        this.linker = linker;
    }

    Path root() {
        return root;
    }

    Path blob(HubId id, String etag) {
        return repository(id).resolve("blobs").resolve(etag);
    }

    Path incomplete(HubId id, String etag) {
        return blob(id, etag + ".incomplete");
    }

    Path lock(HubId id, String etag) {
        return root.resolve(".locks").resolve(id.folderName()).resolve(etag + ".lock");
    }

    Path snapshot(HubId id, String commit) {
        return repository(id).resolve("snapshots").resolve(commit);
    }

    /** The folder of the commit that the revision names as far as the cache knows. */
    Optional<Path> snapshot(HubId id) {
        return commit(id).map(commit -> snapshot(id, commit)).filter(Files::isDirectory);
    }

    /** The snapshot that was made last, whatever revision it was made for. */
    Optional<Path> newestSnapshot(HubId id) {
        Path snapshots = repository(id).resolve("snapshots");
        if (!Files.isDirectory(snapshots)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(snapshots)) {
            return folders.filter(folder -> HubId.isCommit(folder.getFileName().toString()))
                    .filter(Files::isDirectory)
                    .max(Comparator.comparing(HubCache::modified));
        } catch (IOException | UncheckedIOException unreadable) {
            throw UserError.failed("cannot read " + snapshots + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** Whether the snapshot has the file, with its content there (a link may dangle after a clean-up by hand). */
    boolean has(HubId id, String commit, String file) {
        return Files.isRegularFile(snapshot(id, commit).resolve(file));
    }

    /**
     * Names of the files that keep the snapshot from being used as it is: core files neither there nor known not to
     * exist, and weights or any of their shards. Empty when it is complete.
     */
    List<String> missing(HubId id, Path snapshot, ModelLocator.FileSet files) {
        String commit = snapshot.getFileName().toString();
        List<String> missing = new ArrayList<>();
        for (String file : ModelLocator.FileSet.CORE_FILES) {
            boolean known = has(id, commit, file)
                    || !file.equals(ModelLocator.FileSet.CONFIG) && isMarkedAbsent(id, commit, file);
            if (!known) {
                missing.add(file);
            }
        }
        if (!files.withWeights() || has(id, commit, ModelLocator.FileSet.WEIGHTS)) {
            return missing;
        }
        if (!has(id, commit, ModelLocator.FileSet.INDEX)) {
            missing.add(ModelLocator.FileSet.WEIGHTS);
            return missing;
        }
        ShardIndex.shards(snapshot.resolve(ModelLocator.FileSet.INDEX)).stream()
                .filter(shard -> !has(id, commit, shard))
                .forEach(missing::add);
        return missing;
    }

    /**
     * Puts a blob into a snapshot.
     *
     * @param fresh whether the blob was made for this snapshot: where there are no links, it is then moved, not copied
     */
    void place(HubId id, String commit, String file, String etag, boolean fresh) {
        Path link = snapshot(id, commit).resolve(file);
        Path blob = blob(id, etag);
        try {
            Files.createDirectories(link.getParent());
            if (Files.isSymbolicLink(link)) {
                Files.delete(link);
            }
            if (!linked(link, link.getParent().relativize(blob))) {
                copy(blob, link, fresh);
            }
        } catch (IOException failure) {
            throw unwritable(link, failure);
        }
    }

    /** Notes the commit that the revision names now; a commit names itself and needs no record. */
    void writeRef(HubId id, String commit) {
        if (id.isCommit()) {
            return;
        }
        Path ref = ref(id);
        if (commit(id).filter(commit::equals).isPresent()) {
            return;
        }
        try {
            Files.createDirectories(ref.getParent());
            Path temporary = Files.createTempFile(ref.getParent(), ".ref", ".tmp");
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(commit.getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(temporary, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw unwritable(ref, failure);
        }
    }

    /** Notes that the commit has no such file. */
    void markAbsent(HubId id, String commit, String file) {
        Path mark = absence(id, commit, file);
        try {
            Files.createDirectories(mark.getParent());
            Files.createFile(mark);
        } catch (FileAlreadyExistsException known) {
            return;
        } catch (IOException failure) {
            throw unwritable(mark, failure);
        }
    }

    /** One line for a file or folder of the cache that cannot be written. */
    static UserError unwritable(Path path, IOException cause) {
        String reason = cause.getMessage() == null || cause.getMessage().equals(path.toString())
                ? cause.getClass().getSimpleName()
                : cause.getMessage();
        return UserError.failed(
                "cannot write " + path + " (" + reason
                        + "): free space or make it writable, or set HF_HUB_CACHE to another folder",
                cause);
    }

    private boolean linked(Path link, Path target) throws IOException {
        try {
            linker.link(link, target);
            return true;
        } catch (FileAlreadyExistsException madeByAnother) {
            return true;
        } catch (UnsupportedOperationException | IOException noLinks) {
            // Windows without developer mode, FAT and some network mounts. A real fault fails again in the copy.
            return false;
        }
    }

    private static void copy(Path blob, Path file, boolean fresh) throws IOException {
        if (fresh) {
            Files.move(blob, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        Path temporary = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".tmp");
        try {
            Files.copy(blob, temporary, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static FileTime modified(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Optional<String> commit(HubId id) {
        if (id.isCommit()) {
            return Optional.of(id.revision());
        }
        Path ref = ref(id);
        try {
            if (!Files.isRegularFile(ref) || Files.size(ref) > LARGEST_REF) {
                return Optional.empty();
            }
            return Optional.of(Files.readString(ref, StandardCharsets.US_ASCII).strip())
                    .filter(HubId::isCommit);
        } catch (IOException unreadable) {
            throw UserError.failed("cannot read " + ref + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private boolean isMarkedAbsent(HubId id, String commit, String file) {
        return Files.exists(absence(id, commit, file));
    }

    private Path absence(HubId id, String commit, String file) {
        return repository(id).resolve(".no_exist").resolve(commit).resolve(file);
    }

    private Path ref(HubId id) {
        return repository(id).resolve("refs").resolve(id.revision());
    }

    private Path repository(HubId id) {
        return root.resolve(id.folderName());
    }

    /**
     * A model or dataset in the cache.
     *
     * @param folder snapshot folder, in the layout of the repository
     * @param commit 40 hex digits
     * @param fetchedFiles files whose content was brought or completed just now
     * @param fetchedBytes bytes that came over the network for them
     * @param presentFiles files that were there already
     */
    record Snapshot(Path folder, String commit, int fetchedFiles, long fetchedBytes, int presentFiles) {}
}
