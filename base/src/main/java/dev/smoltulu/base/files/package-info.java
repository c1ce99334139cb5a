/**
 * Files and folders that are whole or absent, also after a crash: {@link dev.smoltulu.base.files.AtomicFile} for a file,
 * {@link dev.smoltulu.base.files.StagedFolder} for a folder; locks, hashes and temporary folders beside them.
 */
package dev.smoltulu.base.files;
