/** Files of rows as JSON objects: .jsonl, .json and .parquet. */
package dev.smoltulu.data.rows;
