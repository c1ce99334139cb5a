/** Reverse-mode differentiation: one pass, and one table of gradient rules. */
package dev.smoltulu.graphs.gradient;
