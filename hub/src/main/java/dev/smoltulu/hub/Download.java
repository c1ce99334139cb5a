package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.ByteCount;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;

/**
 * {@code smoltulu download}: brings models or datasets into the cache, at what their revisions are on the hub now. One
 * line on the output for each, its folder, for scripts; a summary line for people goes to the other stream.
 */
public final class Download {
    private final HubId.RepositoryKind kind;
    private final Function<HubId, HubCache.Snapshot> refresh;

    private Download(HubId.RepositoryKind kind, Function<HubId, HubCache.Snapshot> refresh) {
        this.kind = kind;
        this.refresh = refresh;
    }

    /** Downloads models. */
    public static Download ofModels(ModelLocator locator, ModelLocator.FileSet files) {
        return new Download(HubId.RepositoryKind.MODEL, id -> locator.refresh(id, files));
    }

    /** Downloads datasets. */
    public static Download ofDatasets(DatasetLocator locator) {
        return new Download(HubId.RepositoryKind.DATASET, locator::refresh);
    }

    /**
     * Downloads in the given order; what came before one that fails stays.
     *
     * @param ids {@code org/name[@revision]}, all of them checked before the first download
     * @param folders receives the folder of each, a line each
     * @param summary receives a line for each: what came over the network and what was there
     * @throws UserError when there are no ids, one is malformed, or a download fails
     */
    public void run(List<String> ids, PrintStream folders, PrintStream summary) {
        if (ids.isEmpty()) {
            throw UserError.usage("download needs a hub id: write smoltulu download org/name[@revision]");
        }
        List<HubId> parsed = ids.stream().map(id -> HubId.parse(kind, id)).toList();
        for (HubId id : parsed) {
            HubCache.Snapshot snapshot = refresh.apply(id);
            summary.println(describe(id, snapshot));
            folders.println(snapshot.folder());
        }
    }

    private static String describe(HubId id, HubCache.Snapshot snapshot) {
        String there = snapshot.presentFiles() == 0 ? "" : ", " + files(snapshot.presentFiles()) + " already there";
        return id + " at commit " + snapshot.commit().substring(0, 7) + ": " + files(snapshot.fetchedFiles())
                + " downloaded (" + ByteCount.text(snapshot.fetchedBytes()) + ")" + there;
    }

    private static String files(int count) {
        return count == 1 ? "1 file" : count + " files";
    }
}
