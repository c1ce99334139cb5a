/**
 * Running a study: in this process, in several, or elsewhere by a {@link dev.smoltulu.sweep.run.CellExecutor}.
 * Start with {@link dev.smoltulu.sweep.run.StudyRun}; {@link dev.smoltulu.sweep.run.Measurement} predicts how long
 * it takes.
 */
package dev.smoltulu.sweep.run;
