package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds datasets of the hub in its cache, and brings them there. */
public final class DatasetLocator {
    private final HubEnvironment environment;
    private final DownloadProgress progress;
    private final RetryPolicy retries;
    private final HubCache cache;

    /** Reads addresses, cache and token from {@code environment}; nothing is opened before it is needed. */
    public DatasetLocator(HubEnvironment environment, DownloadProgress progress) {
        this(environment, progress, RetryPolicy.standard(), new HubCache(environment.cacheRoot()));
    }

    DatasetLocator(HubEnvironment environment, DownloadProgress progress, RetryPolicy retries, HubCache cache) {
        this.environment = environment;
        this.progress = progress;
        this.retries = retries;
        this.cache = cache;
    }

    /**
     * The dataset's snapshot folder in the cache, without asking the network: that of the id's revision, or for an id
     * without one, where the cache does not know {@code main}, the snapshot made last. Programs that load single files
     * leave snapshots with only those.
     *
     * @param id {@code org/name[@revision]}
     * @throws UserError when {@code id} is malformed
     */
    public Optional<Path> cached(String id) {
        return cached(HubId.parse(HubId.RepositoryKind.DATASET, id));
    }

    /**
     * Asks the hub what the revision is now and completes that snapshot's files with rows. Offline, the cached snapshot
     * as it is.
     *
     * @throws UserError when there is no such dataset, the network fails for good, or offline it is not in the cache
     */
    public HubCache.Snapshot refresh(HubId id) {
        if (!environment.offline()) {
            return new SnapshotDownload(cache, new HubClient(environment, retries), progress).dataset(id);
        }
        Path folder = cached(id)
                .orElseThrow(() -> UserError.failed("dataset " + id + " is not in " + cache.root()
                        + " and HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids to download it: unset it, or "
                        + "download the dataset where there is a network"));
        return new HubCache.Snapshot(folder, folder.getFileName().toString(), 0, 0, DatasetFiles.count(folder));
    }

    private Optional<Path> cached(HubId id) {
        Optional<Path> known = cache.snapshot(id);
        return known.isPresent() || !id.isDefaultRevision() ? known : cache.newestSnapshot(id);
    }

    /** Which files of a dataset are wanted: those with rows. */
    static final class DatasetFiles {
        private static final Pattern ROWS = Pattern.compile(".*\\.(parquet|jsonl|json)");
        /** Descriptions of the rows, which are JSON too. */
        private static final Set<String> DESCRIPTIONS = Set.of("dataset_info.json", "dataset_infos.json");

        private static final String PART = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}";
        private static final Pattern PATH = Pattern.compile(PART + "(/" + PART + "){0,15}");
        private static final int MAX_FILES = 10_000;
        private static final int MAX_SHOWN = 80;

        private DatasetFiles() {}

        /**
         * The wanted ones of {@code offered}, in order of their names.
         *
         * @param offered the names of all files of the repository, those in folders with their path
         * @throws UserError when there are none or too many, or one has a name that a dataset's file does not have
         */
        static List<String> of(HubId id, Collection<String> offered) {
            List<String> wanted =
                    offered.stream().filter(DatasetFiles::hasRows).sorted().toList();
            if (wanted.isEmpty()) {
                throw UserError.failed(
                        "dataset " + id + " has no .parquet, .jsonl or .json files: choose another dataset "
                                + "or revision, such as one of its branch refs/convert/parquet");
            }
            if (wanted.size() > MAX_FILES) {
                throw UserError.failed("dataset " + id + " has " + wanted.size() + " files with rows, more than "
                        + MAX_FILES + ": download those you need by hand");
            }
            for (String name : wanted) {
                if (!PATH.matcher(name).matches() || name.contains("..")) {
                    String shown = name.replaceAll("[^\\x20-\\x7e]", "?");
                    throw UserError.failed("dataset " + id + " has a file '"
                            + shown.substring(0, Math.min(shown.length(), MAX_SHOWN)) + "', which is not a plain path: "
                            + "refused");
                }
            }
            return wanted;
        }

        /** How many files with rows a snapshot folder has. */
        static int count(Path snapshot) {
            try (Stream<Path> files = Files.walk(snapshot)) {
                return (int) files.filter(file -> hasRows(file.getFileName().toString()))
                        .filter(Files::isRegularFile)
                        .count();
            } catch (IOException | UncheckedIOException unreadable) {
                throw UserError.failed("cannot read " + snapshot + ": " + unreadable.getMessage(), unreadable);
            }
        }

        private static boolean hasRows(String path) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            return ROWS.matcher(name).matches() && !name.startsWith(".") && !DESCRIPTIONS.contains(name);
        }
    }
}
