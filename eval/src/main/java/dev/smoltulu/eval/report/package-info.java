/**
 * The files of an evaluation, in the layout of lm-evaluation-harness: {@link dev.smoltulu.eval.report.ResultsFile}
 * and {@link dev.smoltulu.eval.report.SamplesFile}, filled from one {@link dev.smoltulu.eval.report.TaskReport}
 * per task.
 */
package dev.smoltulu.eval.report;
