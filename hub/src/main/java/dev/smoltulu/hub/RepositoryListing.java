package dev.smoltulu.hub;

import java.util.Set;

/**
 * What the hub says about a repository at a revision.
 *
 * @param commit 40 hex digits: what the revision stands for now
 * @param files names of all files, those in folders with their path
 */
record RepositoryListing(String commit, Set<String> files) {
    RepositoryListing {
        files = Set.copyOf(files);
    }

    /**
     * A file of a repository on the hub.
     *
     * @param name file name, with its path where it is in a folder
     * @param commit 40 hex digits
     * @param etag names the content; see {@link BlobChecksum}
     * @param size bytes
     */
    record RemoteFile(String name, String commit, String etag, long size) {}
}
