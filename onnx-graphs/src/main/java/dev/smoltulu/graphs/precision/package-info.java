/**
 * Lower precision: {@link dev.smoltulu.graphs.precision.MixedPrecision} rewrites a finished graph to multiply matrices
 * in bfloat16, {@link dev.smoltulu.graphs.precision.WeightCast} copies fp32 weights into a 16-bit type.
 */
package dev.smoltulu.graphs.precision;
