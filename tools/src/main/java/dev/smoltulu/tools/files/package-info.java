/** Folders that appear whole. */
package dev.smoltulu.tools.files;
