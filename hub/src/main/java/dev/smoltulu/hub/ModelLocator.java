package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the folder of a model that the user names by path or by hub id.
 *
 * <p>The network is asked only when a hub id's snapshot in the cache is not complete: the commit that the cache's
 * {@code refs} has for the revision (or the revision itself, if it is a commit) must have config.json, the safetensors
 * weights with all shards, and tokenizer.json and tokenizer_config.json unless the commit is known to have none. So a
 * branch that has moved on is not followed by itself; {@link #refresh} asks the hub. With HF_HUB_OFFLINE=1 or
 * TRANSFORMERS_OFFLINE=1 the network is never asked.
 */
public final class ModelLocator {
    private final HubEnvironment environment;
    private final DownloadProgress progress;
    private final RetryPolicy retries;
    private final HubCache cache;

    /** Reads addresses, cache and token from {@code environment}; nothing is opened before it is needed. */
    public ModelLocator(HubEnvironment environment, DownloadProgress progress) {
        this(environment, progress, RetryPolicy.standard(), new HubCache(environment.cacheRoot()));
    }

    ModelLocator(HubEnvironment environment, DownloadProgress progress, RetryPolicy retries, HubCache cache) {
        this.environment = environment;
        this.progress = progress;
        this.retries = retries;
        this.cache = cache;
    }

    /** With this process's environment. */
    public static ModelLocator system(DownloadProgress progress) {
        return new ModelLocator(HubEnvironment.system(), progress);
    }

    /** {@link #locate(String, FileSet)} with weights. */
    public Path locate(String modelOrPath) {
        return locate(modelOrPath, FileSet.MODEL);
    }

    /**
     * The folder of a model. A folder that exists wins; a value that begins with {@code .}, {@code /} or {@code ~}, has
     * a backslash or more than one slash (a revision's aside) is a path; anything else is a hub id.
     *
     * @return an existing folder; in the cache for a hub id, downloaded if need be
     * @throws UserError when the path is not a folder, the id is malformed, or the model cannot be had
     */
    public Path locate(String modelOrPath, FileSet files) {
        if (modelOrPath.isBlank()) {
            throw UserError.usage("the model is empty: give a model folder or a hub id (org/name)");
        }
        Path path = path(modelOrPath);
        if (path != null && Files.isDirectory(path)) {
            return path;
        }
        if (path != null && Files.exists(path)) {
            throw UserError.usage(
                    "model " + modelOrPath + " is a file: give the folder that holds config.json and " + "the weights");
        }
        if (looksLikePath(modelOrPath)) {
            throw UserError.usage("model folder " + modelOrPath + " does not exist: correct the path, or give a hub "
                    + "id (org/name)");
        }
        HubId id = HubId.parse(modelOrPath);
        Optional<Path> cached = cache.snapshot(id)
                .filter(folder -> cache.missing(id, folder, files).isEmpty());
        return cached.orElseGet(() -> download(id, files).folder());
    }

    /**
     * Asks the hub what the revision is now and completes that snapshot, the files that a model may lack included.
     * Offline, the cached snapshot if it is complete.
     */
    public HubCache.Snapshot refresh(HubId id, FileSet files) {
        if (!environment.offline()) {
            return download(id, files);
        }
        Path folder = cache.snapshot(id)
                .filter(found -> cache.missing(id, found, files).isEmpty())
                .orElseThrow(() -> notCached(id, files));
        String commit = folder.getFileName().toString();
        int present = (int) FileSet.SIDE_FILES.stream()
                .filter(name -> cache.has(id, commit, name))
                .count();
        int weights = !files.withWeights()
                ? 0
                : cache.has(id, commit, FileSet.WEIGHTS)
                        ? 1
                        : 1 + ShardIndex.shards(folder.resolve(FileSet.INDEX)).size();
        return new HubCache.Snapshot(folder, commit, 0, 0, present + weights);
    }

    private HubCache.Snapshot download(HubId id, FileSet files) {
        if (environment.offline()) {
            throw notCached(id, files);
        }
        HubClient client = new HubClient(environment, retries);
        return new SnapshotDownload(cache, client, progress).model(id, files);
    }

    private UserError notCached(HubId id, FileSet files) {
        List<String> missing = cache.snapshot(id)
                .map(folder -> cache.missing(id, folder, files))
                .orElse(List.of());
        String state = missing.isEmpty()
                ? " is not in " + cache.root()
                : " is incomplete in " + cache.root() + " (no " + missing.get(0)
                        + (missing.size() > 1 ? " and " + (missing.size() - 1) + " more" : "") + ")";
        return UserError.failed("model " + id + state + " and HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids to "
                + "download it: unset it, or run 'smoltulu download " + id + "' where there is a network");
    }

    private static boolean looksLikePath(String text) {
        int at = text.indexOf('@');
        String model = at < 0 ? text : text.substring(0, at);
        boolean pathStart = text.startsWith(".") || text.startsWith("/") || text.startsWith("~");
        return pathStart || text.contains("\\") || model.indexOf('/') != model.lastIndexOf('/');
    }

    private Path path(String text) {
        try {
            return environment.expandHome(text);
        } catch (InvalidPathException noPath) {
            return null;
        }
    }

    /** Which files of a model are wanted. */
    public enum FileSet {
        /** Configuration, tokenizer and safetensors weights. */
        MODEL,
        /** Configuration and tokenizer alone, for a model that starts from random weights. */
        CONFIGURATION;

        static final String CONFIG = "config.json";
        static final String WEIGHTS = "model.safetensors";
        static final String INDEX = "model.safetensors.index.json";

        /** Everything wanted besides the weights, the indispensable first. */
        static final List<String> SIDE_FILES = List.of(
                CONFIG,
                "tokenizer.json",
                "tokenizer_config.json",
                "generation_config.json",
                "special_tokens_map.json",
                "chat_template.jinja",
                "added_tokens.json");

        /** Files that a cached snapshot must have, or be known not to have, to be used without asking the hub. */
        static final List<String> CORE_FILES = SIDE_FILES.subList(0, 3);

        boolean withWeights() {
            return this == MODEL;
        }
    }
}
