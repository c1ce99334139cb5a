/** Folders that appear whole. */
package dev.smoltulu.base.files;
