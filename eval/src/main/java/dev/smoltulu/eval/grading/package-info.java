/** From answers to numbers: filters, metrics, means and their standard errors. */
package dev.smoltulu.eval.grading;
