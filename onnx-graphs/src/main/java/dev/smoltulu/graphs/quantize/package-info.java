/**
 * Weights in eight or four bits, with the scales that leave the smallest error:
 * {@link dev.smoltulu.graphs.quantize.RowQuantizer} with one scale per row,
 * {@link dev.smoltulu.graphs.quantize.BlockQuantizer} with one per block.
 */
package dev.smoltulu.graphs.quantize;
