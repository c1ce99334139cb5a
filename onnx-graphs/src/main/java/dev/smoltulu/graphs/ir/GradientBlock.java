package dev.smoltulu.graphs.ir;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A group of nodes whose derivative is written by hand because it is cheaper than the derivatives of its parts: a
 * custom vector-Jacobian product, in JAX's terms.
 */
public final class GradientBlock {

    /** The derivative of a block with one output. */
    @FunctionalInterface
    public interface Rule {

        /**
         * Returns the gradient of each block input, null where it has none.
         *
         * @param outputGradient the gradient of the block's output
         * @param available      maps a forward value to where it can be read, which under recomputation is a copy
         */
        List<Value> apply(Value outputGradient, UnaryOperator<Value> available);
    }

    /** The derivative of a block. */
    @FunctionalInterface
    public interface JointRule {

        /**
         * Returns the gradient of each block input, null where it has none.
         *
         * @param outputGradients the gradient of each of the block's outputs, null where nothing flows back
         * @param available       as for {@link Rule}
         */
        List<Value> apply(List<Value> outputGradients, UnaryOperator<Value> available);
    }

    private final String name;
    private final List<Value> inputs;
    private List<Value> outputs;
    private JointRule rule;

    GradientBlock(String name, List<Value> inputs) {
        this.name = name;
        this.inputs = List.copyOf(inputs);
    }

    void complete(List<Value> blockOutputs, JointRule blockRule) {
        this.outputs = List.copyOf(blockOutputs);
        this.rule = blockRule;
    }

    /** The name, for errors. */
    public String name() {
        return name;
    }

    /** The values that the block is differentiated by. */
    public List<Value> inputs() {
        return inputs;
    }

    /** The only values of the block through which a gradient enters. */
    public List<Value> outputs() {
        return outputs;
    }

    /** The derivative. */
    public JointRule rule() {
        return rule;
    }
}
