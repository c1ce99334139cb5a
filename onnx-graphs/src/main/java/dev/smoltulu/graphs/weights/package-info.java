/**
 * Weights on disk: safetensors files, model folders in Hugging Face's layout, and initial values.
 *
 * <p>Begin with {@link dev.smoltulu.graphs.weights.ModelWeights} to read a folder and with
 * {@link dev.smoltulu.graphs.weights.ModelWriter} to write one. {@link dev.smoltulu.graphs.weights.ParameterSpec} is
 * one parameter that a model asks for, {@link dev.smoltulu.graphs.weights.TensorInfo} one tensor that a file has.
 */
package dev.smoltulu.graphs.weights;
