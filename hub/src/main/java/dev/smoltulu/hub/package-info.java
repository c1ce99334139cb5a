/**
 * The Hugging Face hub and its cache folder, as huggingface_hub lays it out. Begin with
 * {@link dev.smoltulu.hub.ModelLocator}, which turns a model's name into a folder; {@link dev.smoltulu.hub.SnapshotDownload}
 * fetches what is missing.
 */
package dev.smoltulu.hub;
