/**
 * A program folder with its own Java, for a machine without a network: {@link
 * dev.smoltulu.tools.bundle.BundleRun}.
 */
package dev.smoltulu.tools.bundle;
