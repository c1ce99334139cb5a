/** What a study measured, as values: all that its tables, statistics and plots are made from. */
package dev.smoltulu.sweep.results;
