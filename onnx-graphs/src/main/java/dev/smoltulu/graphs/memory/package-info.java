/** What running a graph takes, from the graph alone. */
package dev.smoltulu.graphs.memory;
