/** The optimizer as a graph. */
package dev.smoltulu.graphs.optimizer;
