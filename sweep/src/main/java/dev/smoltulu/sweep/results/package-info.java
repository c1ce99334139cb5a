/**
 * What a study has found so far: {@link dev.smoltulu.sweep.results.StudyTable} with a
 * {@link dev.smoltulu.sweep.results.CellResult} per cell.
 */
package dev.smoltulu.sweep.results;
