package dev.smoltulu.graphs.gradient;

import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.GradientBlock;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Scope;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.TensorType;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reverse-mode differentiation of a graph: walks the nodes backwards, applies each one's rule, and sums the gradients
 * of every value.
 *
 * <p>With recomputation, the nodes of every segment but the last are emitted a second time before the following
 * segment's backward nodes, and the rules read those copies: only the values that cross from segment to segment live
 * from the forward to the backward pass.
 */
public final class ReverseMode {

    private final Graph graph;
    private final Operators ops;
    private final boolean recompute;
    private final List<Node> forward;
    private final Set<Value> active = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Value, Value> gradients = new IdentityHashMap<>();
    private final Map<Value, List<GradientContext>> gathers = new IdentityHashMap<>();
    private final Map<Value, Value> recomputed = new IdentityHashMap<>();
    private final Set<GradientBlock> finishedBlocks = new HashSet<>();
    private final Set<Integer> recomputedSegments = new HashSet<>();

    private ReverseMode(Graph graph, boolean recompute) {
        this.graph = graph;
        this.ops = new Operators(graph);
        this.recompute = recompute;
        this.forward = List.copyOf(graph.nodes());
    }

    /**
     * Emits the nodes that compute the gradient of {@code loss}.
     *
     * @param seed    the gradient of the loss itself, of the loss's shape
     * @param targets the values to differentiate by
     * @return each target's gradient in the order of {@code targets}; a target that the loss does not depend on is
     *         missing
     */
    public static Map<Value, Value> gradients(
            Graph graph, Value loss, Value seed, List<Value> targets, boolean recompute) {
        if (seed.type() != loss.type() || !seed.shape().equals(loss.shape())) {
            throw new IllegalArgumentException("the gradient " + seed + " does not fit the loss " + loss);
        }
        ReverseMode pass = new ReverseMode(graph, recompute);
        pass.markActive(targets);
        pass.accumulate(loss, seed);
        pass.run();
        Map<Value, Value> result = new LinkedHashMap<>();
        for (Value target : targets) {
            Value gradient = pass.total(target);
            if (gradient != null) {
                result.put(target, gradient);
            }
        }
        return result;
    }

    private void markActive(List<Value> targets) {
        active.addAll(targets);
        for (Node node : forward) {
            if (node.inputs().stream().anyMatch(active::contains)) {
                active.addAll(node.outputs());
            }
        }
    }

    private void run() {
        int last =
                forward.stream().mapToInt(node -> node.scope().segment()).max().orElse(-1);
        for (int i = forward.size() - 1; i >= 0; i--) {
            Node node = forward.get(i);
            int segment = node.scope().segment();
            if (recompute && segment > 0 && segment <= last) {
                recomputeSegment(segment - 1);
            }
            Scope scope = new Scope("grad/" + node.scope().name(), -1, null);
            graph.within(scope, () -> {
                differentiate(node);
                return null;
            });
        }
    }

    private void differentiate(Node node) {
        GradientBlock block = node.scope().block();
        if (block != null) {
            checkInside(block, node);
            if (finishedBlocks.add(block)) {
                differentiate(block);
            }
            return;
        }
        if (node.outputs().stream().noneMatch(active::contains)) {
            return;
        }
        List<Value> outputGradients = node.outputs().stream().map(this::total).toList();
        if (outputGradients.stream().allMatch(Objects::isNull)) {
            return;
        }
        GradientContext context = new GradientContext(ops, node, outputGradients, this::available);
        if (node.op() == Op.GATHER && active.contains(node.input(0))) {
            gathers.computeIfAbsent(node.input(0), key -> new ArrayList<>()).add(context);
            return;
        }
        propagate(node.inputs(), Gradients.of(node).apply(context, ops));
    }

    /** A block's rule knows nothing of gradients that enter or leave it elsewhere than declared. */
    private void checkInside(GradientBlock block, Node node) {
        for (Value output : node.outputs()) {
            if ((gradients.containsKey(output) || gathers.containsKey(output))
                    && !block.outputs().contains(output)) {
                throw new IllegalArgumentException("a gradient is asked through the " + node + " inside block '"
                        + block.name() + "'; only the block's outputs have one");
            }
        }
        for (Value input : node.inputs()) {
            boolean inside = input != null
                    && input.producer() != null
                    && input.producer().scope().block() == block;
            if (!inside && active.contains(input) && !block.inputs().contains(input)) {
                throw new IllegalArgumentException("the " + node + " in block '" + block.name() + "' reads " + input
                        + ", which needs a gradient but is not one of the block's inputs");
            }
        }
    }

    private void differentiate(GradientBlock block) {
        List<Value> outputGradients = block.outputs().stream().map(this::total).toList();
        if (outputGradients.stream().anyMatch(Objects::nonNull)) {
            propagate(block.inputs(), block.rule().apply(outputGradients, this::available));
        }
    }

    private void propagate(List<Value> inputs, List<Value> inputGradients) {
        for (int i = 0; i < inputs.size(); i++) {
            Value gradient = i < inputGradients.size() ? inputGradients.get(i) : null;
            if (gradient != null && active.contains(inputs.get(i))) {
                accumulate(inputs.get(i), reduced(gradient, inputs.get(i).shape()));
            }
        }
    }

    private void accumulate(Value value, Value gradient) {
        gradients.merge(value, gradient, ops::add);
    }

    /** The sum of all gradients of {@code value}; those of gathered rows are added last, without dense tensors. */
    private Value total(Value value) {
        Value dense = gradients.get(value);
        List<GradientContext> rows = gathers.remove(value);
        if (rows == null) {
            return dense;
        }
        Value sum = dense == null ? ops.zerosLike(value) : dense;
        for (GradientContext gather : rows) {
            sum = Gradients.scatterRows(ops, sum, gather);
        }
        gradients.put(value, sum);
        return sum;
    }

    private Value available(Value value) {
        return recomputed.getOrDefault(value, value);
    }

    private void recomputeSegment(int segment) {
        if (!recomputedSegments.add(segment)) {
            return;
        }
        for (Node node : forward) {
            if (node.scope().segment() != segment) {
                continue;
            }
            List<Value> inputs = new ArrayList<>();
            node.inputs().forEach(input -> inputs.add(input == null ? null : available(input)));
            List<TensorType> types = node.outputs().stream().map(TensorType::of).toList();
            Scope scope = new Scope("again/" + node.scope().name(), -1, null);
            List<Value> copies =
                    graph.within(scope, () -> graph.applyAll(node.op(), node.attributes(), inputs, types, null));
            for (int i = 0; i < copies.size(); i++) {
                recomputed.put(node.output(i), copies.get(i));
            }
        }
    }

    /** The gradient of a broadcast operand: summed over the axes along which it was repeated. */
    private Value reduced(Value gradient, Shape shape) {
        if (gradient.shape().equals(shape)) {
            return gradient;
        }
        int extra = gradient.shape().rank() - shape.rank();
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < gradient.shape().rank(); axis++) {
            Dim own = axis < extra ? Dim.of(1) : shape.dim(axis - extra);
            if (axis < extra || own.isOne() && !gradient.shape().dim(axis).isOne()) {
                axes.add(axis);
            }
        }
        Value summed = ops.reduceSum(
                gradient, true, axes.stream().mapToInt(Integer::intValue).toArray());
        return ops.reshape(summed, shape);
    }
}
