/** The report of a study, from whatever part of it is done: tables, sentences, plots and a page that holds them all. */
package dev.smoltulu.sweep.report;
