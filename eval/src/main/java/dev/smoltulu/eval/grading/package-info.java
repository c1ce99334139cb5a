/**
 * From answers to numbers: filters, metrics, means and their standard errors. A task has one grader; all implement
 * {@link dev.smoltulu.eval.grading.DescribedGrader}.
 */
package dev.smoltulu.eval.grading;
