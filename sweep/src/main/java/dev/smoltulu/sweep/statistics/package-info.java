/**
 * The statistics of a report. {@link dev.smoltulu.sweep.statistics.Trend} says how a task's score goes with the
 * varied quantities, {@link dev.smoltulu.sweep.statistics.RatioClaim} tests SmolTulu's claim about their ratio.
 */
package dev.smoltulu.sweep.statistics;
