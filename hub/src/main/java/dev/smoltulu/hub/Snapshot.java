package dev.smoltulu.hub;

import java.nio.file.Path;

/**
 * A model or dataset in the cache.
 *
 * @param folder snapshot folder, in the layout of the repository
 * @param commit 40 hex digits
 * @param fetchedFiles files whose content was brought or completed just now
 * @param fetchedBytes bytes that came over the network for them
 * @param presentFiles files that were there already
 */
public record Snapshot(Path folder, String commit, int fetchedFiles, long fetchedBytes, int presentFiles) {}
