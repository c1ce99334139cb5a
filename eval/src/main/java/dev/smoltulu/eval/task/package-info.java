/** Benchmarks as data: what is asked, how answers are graded. */
package dev.smoltulu.eval.task;
