package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Brings the wanted files of one repository into the cache; asks the hub what the revision is now. */
final class SnapshotDownload {
    private final HubCache cache;
    private final HubClient client;
    private final DownloadProgress progress;

    SnapshotDownload(HubCache cache, HubClient client, DownloadProgress progress) {
        this.cache = cache;
        this.client = client;
        this.progress = progress;
    }

    /**
     * Completes the snapshot of a model, small files first, and notes the revision's commit only then, so that an
     * update which breaks off leaves the older snapshot in use.
     *
     * @throws UserError when the model lacks what is wanted (then nothing large was downloaded) or a download fails;
     *         a thread's interrupt ends as one too, with the thread's flag set
     */
    HubCache.Snapshot model(HubId id, ModelLocator.FileSet files) {
        return run(id, (listing, tally) -> fetchModel(id, listing, files, tally));
    }

    /** Completes the snapshot of a dataset with {@link DatasetLocator.DatasetFiles}; otherwise as {@link #model}. */
    HubCache.Snapshot dataset(HubId id) {
        return run(id, (listing, tally) -> {
            for (String name : DatasetLocator.DatasetFiles.of(id, listing.files())) {
                fetch(id, listing.commit(), name, tally);
            }
        });
    }

    /** Fetches what is wanted of a listing. */
    @FunctionalInterface
    private interface Plan {
        void fetch(HubClient.RepositoryListing listing, Tally tally) throws InterruptedException;
    }

    private HubCache.Snapshot run(HubId id, Plan plan) {
        try {
            HubClient.RepositoryListing listing = client.listing(id);
            Tally tally = new Tally();
            plan.fetch(listing, tally);
            cache.writeRef(id, listing.commit());
            return new HubCache.Snapshot(
                    cache.snapshot(id, listing.commit()),
                    listing.commit(),
                    tally.fetchedFiles,
                    tally.fetchedBytes,
                    tally.presentFiles);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw UserError.failed(
                    "the download of " + id + " was interrupted: run it again, it continues where it " + "stopped",
                    interrupted);
        }
    }

    private void fetchModel(HubId id, HubClient.RepositoryListing listing, ModelLocator.FileSet files, Tally tally)
            throws InterruptedException {
        checkOffer(id, listing.files(), files);
        for (String name : ModelLocator.FileSet.SIDE_FILES) {
            if (listing.files().contains(name)) {
                fetch(id, listing.commit(), name, tally);
            } else {
                cache.markAbsent(id, listing.commit(), name);
            }
        }
        if (files.withWeights()) {
            for (String name : weights(id, listing, tally)) {
                fetch(id, listing.commit(), name, tally);
            }
        }
    }

    private List<String> weights(HubId id, HubClient.RepositoryListing listing, Tally tally)
            throws InterruptedException {
        if (listing.files().contains(ModelLocator.FileSet.WEIGHTS)) {
            return List.of(ModelLocator.FileSet.WEIGHTS);
        }
        fetch(id, listing.commit(), ModelLocator.FileSet.INDEX, tally);
        List<String> shards =
                ShardIndex.shards(cache.snapshot(id, listing.commit()).resolve(ModelLocator.FileSet.INDEX));
        for (String shard : shards) {
            if (!listing.files().contains(shard)) {
                throw UserError.failed(ModelLocator.FileSet.INDEX + " of " + id + " names " + shard
                        + ", which the model's " + "repository does not have: choose another revision");
            }
        }
        return shards;
    }

    private static void checkOffer(HubId id, Set<String> offered, ModelLocator.FileSet files) {
        if (files.withWeights()
                && !offered.contains(ModelLocator.FileSet.WEIGHTS)
                && !offered.contains(ModelLocator.FileSet.INDEX)) {
            throw UserError.failed("model " + id + " has no " + ModelLocator.FileSet.WEIGHTS + " (" + found(offered)
                    + "): choose a model or revision with safetensors weights, or convert it and give the folder");
        }
        if (!offered.contains(ModelLocator.FileSet.CONFIG)) {
            throw UserError.failed("model " + id + " has no " + ModelLocator.FileSet.CONFIG
                    + ": it is not in the layout of " + "transformers; choose another model or revision");
        }
    }

    private static String found(Set<String> offered) {
        if (offered.contains("adapter_model.safetensors")) {
            return "it is an adapter for another model";
        }
        if (offered.stream().anyMatch(name -> name.endsWith(".bin") || name.endsWith(".pth"))) {
            return "only pickled .bin weights, which are not loaded because they can run code";
        }
        return offered.stream().anyMatch(name -> name.endsWith(".gguf")) ? "only GGUF files" : "no weights at all";
    }

    private void fetch(HubId id, String commit, String name, Tally tally) throws InterruptedException {
        if (cache.has(id, commit, name)) {
            tally.presentFiles++;
            return;
        }
        HubClient.RepositoryListing.RemoteFile file = client.metadata(id, commit, name);
        Path blob = cache.blob(id, file.etag());
        BlobLock lock = BlobLock.acquire(cache.lock(id, file.etag()));
        try {
            boolean fresh = !isWhole(blob, file);
            if (fresh) {
                tally.fetchedBytes +=
                        new BlobDownload(client, progress, id, file).fetch(cache.incomplete(id, file.etag()), blob);
                tally.fetchedFiles++;
            } else {
                tally.presentFiles++;
            }
            cache.place(id, commit, name, file.etag(), fresh);
        } finally {
            lock.release();
        }
    }

    private static boolean isWhole(Path blob, HubClient.RepositoryListing.RemoteFile file) {
        try {
            return Files.isRegularFile(blob) && Files.size(blob) == file.size();
        } catch (IOException unreadable) {
            throw UserError.failed("cannot read " + blob + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static final class Tally {
        private int fetchedFiles;
        private long fetchedBytes;
        private int presentFiles;
    }
}
