/**
 * The benchmarks, one file each, and task files of the user's own. Start with
 * {@link dev.smoltulu.eval.benchmarks.Tasks}, which knows them by name; a new benchmark is a class like
 * {@code Gsm8kTask} and a line there.
 */
package dev.smoltulu.eval.benchmarks;
