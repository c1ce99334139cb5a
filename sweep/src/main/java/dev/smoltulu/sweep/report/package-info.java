/**
 * The report of a study: page, figures, tables and machine-readable files. Start with
 * {@link dev.smoltulu.sweep.report.StudyReport}.
 */
package dev.smoltulu.sweep.report;
