/**
 * A small typed graph: operators from a checked catalogue, values that know their type and symbolic shape,
 * written out as ONNX. Nothing here knows what a model, a gradient or a runtime is.
 */
package dev.smoltulu.graphs.ir;
