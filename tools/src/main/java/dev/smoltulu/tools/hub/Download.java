package dev.smoltulu.tools.hub;

import dev.smoltulu.UserError;
import dev.smoltulu.tools.cli.ByteCount;
import java.io.PrintStream;
import java.util.List;

/**
 * {@code smoltulu download}: brings models into the cache, at what their revisions are on the hub now. One line on the
 * output for each, its folder, for scripts; a summary line for people goes to the other stream.
 */
public final class Download {
    private final ModelLocator locator;
    private final FileSet files;

    public Download(ModelLocator locator, FileSet files) {
        this.locator = locator;
        this.files = files;
    }

    /**
     * Downloads in the given order; models before one that fails stay.
     *
     * @param ids {@code org/name[@revision]}, all of them checked before the first download
     * @param folders receives the folder of each model, a line each
     * @param summary receives a line for each model: what came over the network and what was there
     * @throws UserError when there are no ids, one is malformed, or a download fails
     */
    public void run(List<String> ids, PrintStream folders, PrintStream summary) {
        if (ids.isEmpty()) {
            throw UserError.usage("download needs a hub id: write smoltulu download org/name[@revision]");
        }
        List<HubId> models = ids.stream().map(HubId::parse).toList();
        for (HubId id : models) {
            Snapshot snapshot = locator.refresh(id, files);
            summary.println(describe(id, snapshot));
            folders.println(snapshot.folder());
        }
    }

    private static String describe(HubId id, Snapshot snapshot) {
        String there = snapshot.presentFiles() == 0 ? "" : ", " + files(snapshot.presentFiles()) + " already there";
        return id + " at commit " + snapshot.commit().substring(0, 7) + ": " + files(snapshot.fetchedFiles())
                + " downloaded (" + ByteCount.text(snapshot.fetchedBytes()) + ")" + there;
    }

    private static String files(int count) {
        return count == 1 ? "1 file" : count + " files";
    }
}
