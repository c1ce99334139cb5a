/**
 * Reverse-mode differentiation of graphs.
 *
 * <p>Begin with {@link dev.smoltulu.graphs.gradient.ReverseMode}, the walk over the nodes;
 * {@code Gradients} is the table of rules, one row per operator. Blocks of nodes may have a derivative of their own
 * instead, see {@link dev.smoltulu.graphs.ir.GradientBlock}.
 */
package dev.smoltulu.graphs.gradient;
