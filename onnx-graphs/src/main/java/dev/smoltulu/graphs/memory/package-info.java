/**
 * The peak memory of a graph, forecast without running it. Begin with {@link dev.smoltulu.graphs.memory.PassMemory}.
 */
package dev.smoltulu.graphs.memory;
