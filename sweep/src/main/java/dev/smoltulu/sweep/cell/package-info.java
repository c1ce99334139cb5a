/**
 * One cell of a study: the unit of work that any process with the class path and the study's folder can do. Start
 * with {@link dev.smoltulu.sweep.cell.CellJob}; {@link dev.smoltulu.sweep.cell.StudyFolder} and {@link
 * dev.smoltulu.sweep.cell.CellFolder} say what lies where.
 */
package dev.smoltulu.sweep.cell;
