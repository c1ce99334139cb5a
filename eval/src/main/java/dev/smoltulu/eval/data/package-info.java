/**
 * The files of benchmarks and documents. Start with {@link dev.smoltulu.eval.data.Dataset}, which finds the files
 * of a published dataset, and {@link dev.smoltulu.eval.data.DataRow}, a row whose values are checked as they are
 * read.
 */
package dev.smoltulu.eval.data;
