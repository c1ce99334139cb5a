/**
 * Work units of studies and evaluations on an Apache Spark cluster. A unit is a command line of the program with one
 * more word; a task runs it as a process of its own, so that neither the libraries nor the memory of Spark and of the
 * program meet. Nothing here depends on the program's other modules.
 */
package dev.smoltulu.spark;
