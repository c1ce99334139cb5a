/**
 * A small typed graph and its ONNX form. It knows nothing of models, gradients or runtimes.
 *
 * <p>Begin with {@link dev.smoltulu.graphs.ir.Graph}, which grows node by node and checks each one.
 * {@link dev.smoltulu.graphs.ir.Operators} has a method for every operator, {@link dev.smoltulu.graphs.ir.Op} is the
 * catalogue behind it: arity, attributes and shape inference. {@link dev.smoltulu.graphs.ir.OnnxModel} writes files.
 * To add an operator: a line in {@code Op}, a method in {@code Operators}, a line in
 * {@link dev.smoltulu.graphs.ir.OperatorSet}, and a gradient rule or a place in a list of
 * {@code dev.smoltulu.graphs.gradient.Gradients}.
 */
package dev.smoltulu.graphs.ir;
