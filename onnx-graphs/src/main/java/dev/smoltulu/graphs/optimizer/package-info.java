/**
 * The optimizer as a graph: {@link dev.smoltulu.graphs.optimizer.AdamW}, and
 * {@link dev.smoltulu.graphs.optimizer.GradientScaling} for clipping where the norm is known already.
 */
package dev.smoltulu.graphs.optimizer;
