/** The graph that generates text: a decoder with a cache of keys and values. */
package dev.smoltulu.graphs.decode;
