package dev.smoltulu.graphs.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A graph under construction: declared inputs, constants, nodes in order, and outputs. It grows by
 * {@link #apply}, which checks every call against the operator catalogue, so a graph that exists is well typed.
 */
public final class Graph {

    private final String name;
    private final Map<String, Value> inputs = new LinkedHashMap<>();
    private final List<Value> weights = new ArrayList<>();
    private final Map<Value, Constant> constants = new LinkedHashMap<>();
    private final Map<String, Value> constantsByContent = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Value> outputs = new LinkedHashMap<>();
    private final Set<String> valueNames = new LinkedHashSet<>();
    private final Map<String, Integer> counters = new HashMap<>();
    private final List<Value> anchors = new ArrayList<>();
    private Scope scope = Scope.ROOT;

    /** An empty graph. */
    public Graph(String name) {
        this.name = name;
    }

    /** The name in the written file. */
    public String name() {
        return name;
    }

    /** The inputs, in the order of their declaration. */
    public List<Value> inputs() {
        return List.copyOf(inputs.values());
    }

    /** Initializers whose contents are passed when the graph is written, in the order of their declaration. */
    public List<Value> weights() {
        return Collections.unmodifiableList(weights);
    }

    /** Initializers and their contents, in the order of their first use. */
    public Map<Value, Constant> constants() {
        return Collections.unmodifiableMap(constants);
    }

    /** The nodes, each after those that it reads from. */
    public List<Node> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** The outputs by the names they carry in the written file, in order. */
    public Map<String, Value> outputs() {
        return Collections.unmodifiableMap(outputs);
    }

    /** Declares a graph input. */
    public Value input(String inputName, DataType type, Shape shape) {
        Value value = new Value(unique(inputName), type, shape, false, null);
        inputs.put(inputName, value);
        return value;
    }

    /** Declares a graph input that is a sequence of tensors. */
    public Value sequenceInput(String inputName, DataType type) {
        Value value = new Value(unique(inputName), type, Shape.SCALAR, true, null);
        inputs.put(inputName, value);
        return value;
    }

    /** Declares an initializer that is too large to be kept here; {@link OnnxModel} leaves its contents out. */
    public Value weight(String weightName, DataType type, Shape shape) {
        shape.sizes();
        Value value = new Value(unique(weightName), type, shape, false, null);
        weights.add(value);
        return value;
    }

    /** Adds an initializer; equal contents are stored once. */
    public Value constant(String hint, Constant content) {
        String key = content.type() + content.shape().toString() + Arrays.hashCode(content.data());
        Value known = constantsByContent.get(key);
        if (known != null && Arrays.equals(constants.get(known).data(), content.data())) {
            return known;
        }
        Value value = new Value(fresh(hint), content.type(), content.shape(), false, null);
        constants.put(value, content);
        constantsByContent.put(key, value);
        return value;
    }

    /** Marks {@code value} as an output called {@code outputName}; the name must be the value's own or free. */
    public void output(String outputName, Value value) {
        if (outputs.containsKey(outputName)) {
            throw new IllegalArgumentException("two outputs are called '" + outputName + "'");
        }
        if (!value.name().equals(outputName) && !valueNames.add(outputName)) {
            throw new IllegalArgumentException("output name '" + outputName + "' is taken");
        }
        outputs.put(outputName, value);
    }

    /** Applies an operator with one output whose shape follows from its inputs. */
    public Value apply(Op op, Map<String, Attribute> attributes, Value... operands) {
        return applyAll(op, attributes, Arrays.asList(operands), List.of(), null)
                .get(0);
    }

    /** Applies an operator with one output whose shape is declared here. */
    public Value applyAs(Op op, TensorType result, Map<String, Attribute> attributes, Value... operands) {
        return applyAll(op, attributes, Arrays.asList(operands), List.of(result), null)
                .get(0);
    }

    /**
     * Applies an operator.
     *
     * @param declared    the results' types where the operator cannot infer them, else empty; null for an optional
     *                    output that is not wanted
     * @param outputNames the outputs' names, or null to make some up
     * @return all outputs, in the operator's order
     */
    public List<Value> applyAll(
            Op op,
            Map<String, Attribute> attributes,
            List<Value> operands,
            List<TensorType> declared,
            List<String> outputNames) {
        String nodeName = fresh(op.opName());
        List<TensorType> types = op.check(nodeName, operands, attributes, declared);
        Node node = new Node(nodeName, op, operands, attributes, scope);
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i) == null) {
                node.addOutput(null);
                continue;
            }
            String valueName = outputNames == null
                    ? fresh(types.size() == 1 ? op.opName() + "_out" : op.opName() + "_out" + i)
                    : unique(outputNames.get(i));
            TensorType type = types.get(i);
            node.addOutput(new Value(valueName, type.type(), type.shape(), type.sequence(), node));
        }
        nodes.add(node);
        return node.outputs();
    }

    /** The scope of nodes that are added now. */
    public Scope scope() {
        return scope;
    }

    /** Runs {@code body} with its nodes named under {@code prefix}. */
    public <T> T scoped(String prefix, Supplier<T> body) {
        return within(new Scope(join(scope.name(), prefix), scope.segment(), scope.block()), body);
    }

    /** Runs {@code body} with its nodes in recomputation segment {@code segment}, named under {@code prefix}. */
    public <T> T segment(int segment, String prefix, Supplier<T> body) {
        return within(new Scope(join(scope.name(), prefix), segment, scope.block()), body);
    }

    /**
     * Runs {@code body}, whose nodes together get {@code rule} as their derivative with respect to
     * {@code blockInputs}. Blocks do not nest.
     *
     * @return the block's only output
     */
    public Value differentiable(
            String blockName, List<Value> blockInputs, Supplier<Value> body, Function<Value, GradientBlock.Rule> rule) {
        return differentiableParts(blockName, blockInputs, () -> List.of(body.get()), outputs -> {
                    GradientBlock.Rule single = rule.apply(outputs.get(0));
                    return (gradients, at) -> single.apply(gradients.get(0), at);
                })
                .get(0);
    }

    /**
     * Like {@link #differentiable}, for a block with several outputs.
     *
     * @return the block's outputs; nothing else in it has a gradient
     */
    public List<Value> differentiableParts(
            String blockName,
            List<Value> blockInputs,
            Supplier<List<Value>> body,
            Function<List<Value>, GradientBlock.JointRule> rule) {
        if (scope.block() != null) {
            throw new IllegalStateException(
                    "block '" + blockName + "' inside '" + scope.block().name() + "'");
        }
        GradientBlock block = new GradientBlock(join(scope.name(), blockName), blockInputs);
        List<Value> results = within(new Scope(block.name(), scope.segment(), block), body);
        block.complete(results, rule.apply(results));
        return results;
    }

    /** Runs {@code body} in another scope. */
    public <T> T within(Scope inner, Supplier<T> body) {
        Scope outer = scope;
        scope = inner;
        try {
            return body.get();
        } finally {
            scope = outer;
        }
    }

    /**
     * Makes ONNX Runtime compute {@code value} as soon as it can, values passed earlier before those passed later. It
     * runs nodes in the order of a depth-first search that starts from the last node without consumers; without this, a
     * large value may stay in memory until the last of its consumers is reached. A value that is passed again takes its
     * new place in that order.
     */
    public void computeEarly(Value value) {
        anchors.remove(value);
        anchors.add(value);
    }

    /** Ends the graph with one small unused node for each value to be computed early, the first one last. */
    public void placeAnchors() {
        Value first = anchors.isEmpty() ? null : constant("first", Constant.int64(Shape.of(1), 0));
        for (int i = anchors.size() - 1; i >= 0; i--) {
            apply(Op.GATHER, Map.of("axis", new Attribute.Int(0)), anchors.get(i), first);
        }
    }

    /** Removes the nodes from which no output can be reached. Anchors are placed afterwards. */
    public void pruneDeadNodes() {
        Set<Value> live = Collections.newSetFromMap(new IdentityHashMap<>());
        live.addAll(outputs.values());
        List<Node> kept = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.outputs().stream().anyMatch(live::contains)) {
                kept.add(node);
                node.inputs().stream().filter(Objects::nonNull).forEach(live::add);
            }
        }
        Collections.reverse(kept);
        nodes.clear();
        nodes.addAll(kept);
        constants.keySet().removeIf(value -> !live.contains(value));
        constantsByContent.values().removeIf(value -> !live.contains(value));
        anchors.removeIf(value -> !live.contains(value));
    }

    private static String join(String prefix, String suffix) {
        return prefix.isEmpty() ? suffix : prefix + "/" + suffix;
    }

    private String fresh(String hint) {
        String base = join(scope.name(), hint);
        while (true) {
            int count = counters.merge(base, 1, Integer::sum);
            String candidate = count == 1 ? base : base + "_" + (count - 1);
            if (valueNames.add(candidate)) {
                return candidate;
            }
        }
    }

    private String unique(String exact) {
        if (!valueNames.add(exact)) {
            throw new IllegalArgumentException("two values are called '" + exact + "' in graph '" + name + "'");
        }
        return exact;
    }
}
