/** Weights in fewer bits, with scales chosen by the error they leave. */
package dev.smoltulu.graphs.quantize;
