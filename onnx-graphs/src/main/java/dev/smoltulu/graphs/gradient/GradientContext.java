package dev.smoltulu.graphs.gradient;

import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The node that a gradient rule differentiates, in the vocabulary of ONNX Runtime's gradient builder:
 * forward inputs I, forward outputs O, incoming gradients GO.
 */
final class GradientContext {

    private final Operators ops;
    private final Node node;
    private final List<Value> outputGradients;
    private final UnaryOperator<Value> available;

    GradientContext(Operators ops, Node node, List<Value> outputGradients, UnaryOperator<Value> available) {
        this.ops = ops;
        this.node = node;
        this.outputGradients = outputGradients;
        this.available = available;
    }

    Operators ops() {
        return ops;
    }

    Node node() {
        return node;
    }

    /** Forward input {@code i}. */
    Value in(int i) {
        return available.apply(node.input(i));
    }

    /** Forward output {@code i}. */
    Value out(int i) {
        return available.apply(node.output(i));
    }

    /** The only incoming gradient. */
    Value grad() {
        return outputGradients.get(0);
    }

    /** The gradient of output {@code i}, or null where nothing flows back. */
    Value grad(int i) {
        return outputGradients.get(i);
    }
}
