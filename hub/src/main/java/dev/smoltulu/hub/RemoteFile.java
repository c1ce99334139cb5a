package dev.smoltulu.hub;

/**
 * A file of a repository on the hub.
 *
 * @param name file name, with its path where it is in a folder
 * @param commit 40 hex digits
 * @param etag names the content; see {@link BlobChecksum}
 * @param size bytes
 */
record RemoteFile(String name, String commit, String etag, long size) {}
