package dev.smoltulu.graphs.ir;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A group of nodes whose derivative is written by hand because it is cheaper than the derivatives of its parts
 * (what JAX calls a custom vector-Jacobian product).
 */
public final class GradientBlock {

    /** The derivative of a block. */
    @FunctionalInterface
    public interface Rule {

        /**
         * Gives the gradient of each block input, null where it has none.
         *
         * @param outputGradient the gradient of the block's output
         * @param available      maps a forward value to where it can be read, which under recomputation is a copy
         */
        List<Value> apply(Value outputGradient, UnaryOperator<Value> available);
    }

    private final String name;
    private final List<Value> inputs;
    private Value output;
    private Rule rule;

    GradientBlock(String name, List<Value> inputs) {
        this.name = name;
        this.inputs = List.copyOf(inputs);
    }

    void complete(Value blockOutput, Rule blockRule) {
        this.output = blockOutput;
        this.rule = blockRule;
    }

    public String name() {
        return name;
    }

    public List<Value> inputs() {
        return inputs;
    }

    public Value output() {
        return output;
    }

    public Rule rule() {
        return rule;
    }
}
