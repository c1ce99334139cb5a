/** Graphs in narrower numbers than they were built in. */
package dev.smoltulu.graphs.precision;
