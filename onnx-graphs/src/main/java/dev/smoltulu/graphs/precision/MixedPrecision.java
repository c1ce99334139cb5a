package dev.smoltulu.graphs.precision;

import dev.smoltulu.graphs.ir.Attribute;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.TensorType;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mixed precision with torch autocast's rule for matrix multiplications: every multiplication of a graph takes its
 * operands and returns its result in bfloat16; everything else stays in fp32, so parameters, gradients and their sums,
 * norms, softmax and loss are fp32. A value is rounded once, however many multiplications read it.
 */
public final class MixedPrecision {

    private static final DataType NARROW = DataType.BFLOAT16;
    private static final String SUFFIX = "_bf16";

    private final Graph source;
    private final Graph result;
    private final Map<Value, Value> copies = new IdentityHashMap<>();
    private final Map<Value, Value> rounded = new IdentityHashMap<>();

    private MixedPrecision(Graph source) {
        this.source = source;
        this.result = new Graph(source.name());
    }

    /** A copy of {@code graph} that multiplies in bfloat16; its inputs and outputs keep their names and types. */
    public static Graph of(Graph graph) {
        return new MixedPrecision(graph).rewrite();
    }

    private Graph rewrite() {
        for (Value input : source.inputs()) {
            copies.put(
                    input,
                    input.isSequence()
                            ? result.sequenceInput(input.name(), input.type())
                            : result.input(input.name(), input.type(), input.shape()));
        }
        source.weights()
                .forEach(weight -> copies.put(weight, result.weight(weight.name(), weight.type(), weight.shape())));
        source.constants().forEach((value, content) -> copies.put(value, result.constant(value.name(), content)));
        for (Node node : source.nodes()) {
            result.within(node.scope(), () -> {
                if (isMultiplication(node)) {
                    copyMultiplication(node);
                } else {
                    copy(node, node.inputs().stream().map(copies::get).toList(), types(node), names(node));
                }
                return null;
            });
        }
        source.outputs().forEach((name, value) -> result.output(name, copies.get(value)));
        return result;
    }

    private static boolean isMultiplication(Node node) {
        return List.of(Op.MATMUL, Op.FUSED_MATMUL, Op.GEMM).contains(node.op())
                && node.output(0).type() == DataType.FLOAT;
    }

    private void copyMultiplication(Node node) {
        Value product = node.output(0);
        List<Value> operands =
                node.inputs().subList(0, 2).stream().map(this::round).toList();
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        attributes.remove("beta");
        Value narrow = result.applyAll(node.op(), attributes, operands, List.of(), List.of(product.name() + SUFFIX))
                .get(0);
        Value summand = node.input(2);
        if (summand == null) {
            copies.put(product, cast(narrow, DataType.FLOAT, product.name()));
            return;
        }
        // Gemm's third operand is a running sum, and sums are wide.
        if (node.realAttribute("beta", 1) != 1) {
            throw new IllegalArgumentException("the " + node + " scales its summand");
        }
        Value wide = cast(narrow, DataType.FLOAT, product.name() + "_product");
        copies.put(
                product,
                result.applyAll(
                                Op.ADD,
                                Map.of(),
                                List.of(wide, copies.get(summand)),
                                List.of(),
                                List.of(product.name()))
                        .get(0));
    }

    private Value round(Value value) {
        return rounded.computeIfAbsent(value, any -> cast(copies.get(value), NARROW, value.name() + "_to" + SUFFIX));
    }

    private Value cast(Value value, DataType type, String name) {
        return result.applyAll(
                        Op.CAST, Map.of("to", new Attribute.Int(type.onnx())), List.of(value), List.of(), List.of(name))
                .get(0);
    }

    private void copy(Node node, List<Value> inputs, List<TensorType> types, List<String> names) {
        List<Value> outputs = result.applyAll(node.op(), node.attributes(), inputs, types, names);
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i) != null) {
                copies.put(node.output(i), outputs.get(i));
            }
        }
    }

    private static List<TensorType> types(Node node) {
        return Arrays.asList(node.outputs().stream()
                .map(value -> value == null ? null : TensorType.of(value))
                .toArray(TensorType[]::new));
    }

    private static List<String> names(Node node) {
        List<String> names = new ArrayList<>();
        node.outputs().forEach(value -> names.add(value == null ? null : value.name()));
        return names;
    }
}
