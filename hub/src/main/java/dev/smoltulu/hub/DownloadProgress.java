package dev.smoltulu.hub;

/** Receives the progress of a download. Called from the downloading thread for every piece: a printer thins them out. */
@FunctionalInterface
public interface DownloadProgress {
    /** Tells nobody. */
    DownloadProgress SILENT = (file, done, total) -> {};

    /**
     * Called as a file's bytes arrive.
     *
     * @param file name of the file in its repository
     * @param done bytes on disk, those of an earlier, interrupted download included; falls when a download starts anew
     * @param total size of the file in bytes
     */
    void advanced(String file, long done, long total);
}
