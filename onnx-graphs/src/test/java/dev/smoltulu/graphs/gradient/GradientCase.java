package dev.smoltulu.graphs.gradient;

import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Interpreter;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A use of one operator, to be differentiated by every one of its inputs.
 *
 * @param op     the operator that is on trial
 * @param name   what is special about this use
 * @param body   builds it from the inputs
 * @param inputs the inputs to differentiate by
 */
record GradientCase(Op op, String name, Body body, List<Input> inputs) {

    @FunctionalInterface
    interface Body {
        Value of(Operators ops, List<Value> inputs);
    }

    /** An input's declared shape, which may have named extents, and its contents. */
    record Input(Shape shape, Tensor tensor) {}

    static GradientCase of(Op op, String name, Body body, Input... inputs) {
        return new GradientCase(op, name, body, List.of(inputs));
    }

    /** A graph of the summed outputs times fixed random weights, and of that loss's gradients g0, g1, ... */
    Graph graph(DataType type) {
        Graph graph = new Graph("case");
        Operators ops = new Operators(graph);
        List<Value> values = IntStream.range(0, inputs.size())
                .mapToObj(i -> graph.input("x" + i, type, inputs.get(i).shape()))
                .toList();
        Value out = body.of(ops, values);
        if (graph.nodes().stream().noneMatch(node -> node.op() == op)) {
            throw new AssertionError(this + " has no " + op);
        }
        Value loss = ops.sumAll(ops.mul(out, weights(ops, out)));
        graph.output("loss", loss);
        Map<Value, Value> gradients = ReverseMode.gradients(graph, loss, ops.scalar(type, 1), values, false);
        for (int i = 0; i < values.size(); i++) {
            graph.output("g" + i, gradients.get(values.get(i)));
        }
        return graph;
    }

    /** Fixed numbers of both signs in the shape of {@code out}; one row repeated where extents are named. */
    private static Value weights(Operators ops, Value out) {
        Shape shape = out.shape().isKnown()
                ? out.shape()
                : new Shape(
                        out.shape().dims().stream().filter(dim -> dim.isKnown()).toList());
        Random random = new Random(7);
        // Multiples of 1/64 are the same in float and double.
        double[] numbers = random.ints(shape.elements().size(), -64, 65)
                .mapToDouble(n -> n / 64.0)
                .toArray();
        return ops.graph().constant("weights", Constant.real(out.type(), shape, numbers));
    }

    /** Compares every element of every gradient with a central difference. */
    void checkNumerically(double tolerance) {
        Graph graph = graph(DataType.DOUBLE);
        Map<String, Tensor> feeds = feeds();
        Map<String, Tensor> outputs = Interpreter.run(graph, feeds);
        for (int i = 0; i < inputs.size(); i++) {
            Tensor fed = feeds.get("x" + i);
            Tensor numeric = fed.copy();
            Arrays.setAll(
                    numeric.data(),
                    element -> CentralDifference.of(
                            fed,
                            element,
                            () -> Interpreter.run(graph, feeds).get("loss").item()));
            compare(i, outputs.get("g" + i), numeric, tolerance);
        }
    }

    /** Compares the gradients of the same graph in float and in double. */
    void checkFloat(double tolerance) {
        Map<String, Tensor> inFloat = Interpreter.run(graph(DataType.FLOAT), feeds());
        Map<String, Tensor> inDouble = Interpreter.run(graph(DataType.DOUBLE), feeds());
        for (int i = 0; i < inputs.size(); i++) {
            compare(i, inFloat.get("g" + i), inDouble.get("g" + i), tolerance);
        }
    }

    private Map<String, Tensor> feeds() {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            feeds.put("x" + i, inputs.get(i).tensor().copy());
        }
        return feeds;
    }

    private void compare(int input, Tensor symbolic, Tensor expected, double tolerance) {
        if (!Arrays.equals(symbolic.dims(), expected.dims())) {
            throw new AssertionError(this + ": gradient " + input + " is " + Arrays.toString(symbolic.dims()));
        }
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < expected.data().length; i++) {
            if (!CentralDifference.agree(symbolic.data()[i], expected.data()[i], tolerance)) {
                wrong.add("element " + i + ": " + symbolic.data()[i] + " instead of " + expected.data()[i]);
            }
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError(this + ", gradient " + input + ": " + wrong);
        }
    }

    @Override
    public String toString() {
        return op.opName() + ", " + name;
    }
}
