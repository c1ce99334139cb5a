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
}
