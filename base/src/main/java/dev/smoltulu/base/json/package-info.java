/**
 * JSON with limits: reading untrusted files ({@link dev.smoltulu.base.json.StrictJson}), files that people write with
 * comments ({@link dev.smoltulu.base.json.CommentedJson}), and writing numbers and rows.
 */
package dev.smoltulu.base.json;
