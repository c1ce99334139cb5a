package dev.smoltulu.tools.hub;

/**
 * A file of a model on the hub.
 *
 * @param name plain file name
 * @param commit 40 hex digits
 * @param etag names the content; see {@link BlobChecksum}
 * @param size bytes
 */
record RemoteFile(String name, String commit, String etag, long size) {
}
