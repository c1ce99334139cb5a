package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.nio.file.Path;
import java.util.Optional;

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
        return cached(HubId.parse(RepositoryKind.DATASET, id));
    }

    /**
     * Asks the hub what the revision is now and completes that snapshot's files with rows. Offline, the cached snapshot
     * as it is.
     *
     * @throws UserError when there is no such dataset, the network fails for good, or offline it is not in the cache
     */
    public Snapshot refresh(HubId id) {
        if (!environment.offline()) {
            return new SnapshotDownload(cache, new HubClient(environment, retries), progress).dataset(id);
        }
        Path folder = cached(id)
                .orElseThrow(() -> UserError.failed("dataset " + id + " is not in " + cache.root()
                        + " and HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids to download it: unset it, or "
                        + "download the dataset where there is a network"));
        return new Snapshot(folder, folder.getFileName().toString(), 0, 0, DatasetFiles.count(folder));
    }

    private Optional<Path> cached(HubId id) {
        Optional<Path> known = cache.snapshot(id);
        return known.isPresent() || !id.isDefaultRevision() ? known : cache.newestSnapshot(id);
    }
}
