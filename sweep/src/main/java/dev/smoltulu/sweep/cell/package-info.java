/** One cell: the unit of work that any process with the class path and the study's folder can do. */
package dev.smoltulu.sweep.cell;
