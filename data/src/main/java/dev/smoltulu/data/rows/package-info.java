/**
 * Files of rows as JSON objects: .jsonl, .json and .parquet. Begin with {@link dev.smoltulu.data.rows.RowFile}.
 */
package dev.smoltulu.data.rows;
