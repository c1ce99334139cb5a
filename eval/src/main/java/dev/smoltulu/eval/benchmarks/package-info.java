/** The tasks, one small file each, and tasks that users declare in a file of their own. */
package dev.smoltulu.eval.benchmarks;
