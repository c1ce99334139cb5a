/**
 * Figures as SVG. {@link dev.smoltulu.sweep.report.plot.ContourPlot} draws a score over learning rate and batch
 * size, {@link dev.smoltulu.sweep.report.plot.ScorePlot} a score over one quantity; {@code Panel} and {@code
 * Scale} are what they share.
 */
package dev.smoltulu.sweep.report.plot;
