package dev.smoltulu.graphs.memory;

import dev.smoltulu.graphs.ir.Attribute;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shapes that ONNX Runtime knows when it plans memory: it infers them from those of the inputs, and loses an extent
 * where a Reshape infers it or a Slice's bounds are computed. Only values of known and equal shapes share memory.
 */
final class PlannedShapes {

    /** An extent as ONNX Runtime knows it; empty for one it does not know. */
    private final Map<Value, List<Optional<Dim>>> shapes = new IdentityHashMap<>();

    PlannedShapes(Graph graph) {
        graph.inputs().forEach(this::know);
        graph.constants().keySet().forEach(this::know);
        for (Node node : graph.nodes()) {
            for (int i = 0; i < node.outputs().size(); i++) {
                Value output = node.output(i);
                if (output != null) {
                    shapes.put(output, agreed(output.shape(), inferred(node, output)));
                }
            }
        }
    }

    /** The whole shape, where ONNX Runtime knows it. */
    Optional<Shape> of(Value value) {
        List<Optional<Dim>> dims = shapes.get(value);
        return dims.isEmpty() || dims.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : Optional.of(new Shape(dims.stream().map(Optional::get).toList()));
    }

    private void know(Value value) {
        shapes.put(value, known(value.shape()));
    }

    private static List<Optional<Dim>> known(Shape shape) {
        return shape.dims().stream().map(Optional::of).toList();
    }

    /** Known extents are the graph's own; the inference only decides whether ONNX Runtime knows them. */
    private static List<Optional<Dim>> agreed(Shape shape, List<Optional<Dim>> inferred) {
        if (inferred.size() != shape.rank()) {
            return Collections.nCopies(shape.rank(), Optional.empty());
        }
        List<Optional<Dim>> dims = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            boolean number = shape.dim(axis).isKnown();
            dims.add(number || inferred.get(axis).isPresent() ? Optional.of(shape.dim(axis)) : Optional.empty());
        }
        return dims;
    }

    private List<Optional<Dim>> inferred(Node node, Value output) {
        return switch (node.op()) {
            case ADD, SUB, MUL, DIV, MAX, WHERE, LESS_OR_EQUAL -> broadcast(node, output.shape());
            case MATMUL, FUSED_MATMUL, GEMM -> multiplied(node, output.shape());
            case TRANSPOSE ->
                node.intsAttribute("perm").stream()
                        .map(axis -> of(node, 0).get(axis.intValue()))
                        .toList();
            case GATHER -> gathered(node);
            case GATHER_ELEMENTS -> of(node, 1);
            case RESHAPE -> reshaped(node, output.shape());
            case CONCAT, SPLIT, SLICE -> withoutAxis(node, output.shape());
            case REDUCE_SUM, REDUCE_MEAN, REDUCE_SUM_SQUARE -> kept(node, output.shape());
            case RANGE, EXPAND, CONSTANT_OF_SHAPE -> List.of();
            default -> of(node, 0);
        };
    }

    private List<Optional<Dim>> of(Node node, int input) {
        return shapes.get(node.input(input));
    }

    /** An extent of the result is known where an operand has it at the same place from the end. */
    private List<Optional<Dim>> broadcast(Node node, Shape result) {
        List<Optional<Dim>> dims = new ArrayList<>();
        for (int axis = 0; axis < result.rank(); axis++) {
            Dim dim = result.dim(axis);
            int fromEnd = result.rank() - axis;
            boolean all = node.inputs().stream()
                    .allMatch(input -> input.shape().rank() < fromEnd
                            || shapes.get(input)
                                    .get(input.shape().rank() - fromEnd)
                                    .isPresent());
            dims.add(all ? Optional.of(dim) : Optional.empty());
        }
        return dims;
    }

    private List<Optional<Dim>> multiplied(Node node, Shape result) {
        List<Optional<Dim>> a = of(node, 0);
        List<Optional<Dim>> b = of(node, 1);
        List<Optional<Dim>> dims =
                new ArrayList<>(a.size() >= b.size() ? a.subList(0, a.size() - 2) : b.subList(0, b.size() - 2));
        dims.add(a.get(a.size() - (node.intAttribute("transA", 0) == 1 ? 1 : 2)));
        dims.add(b.get(b.size() - (node.intAttribute("transB", 0) == 1 ? 2 : 1)));
        return dims.size() == result.rank() ? dims : List.of();
    }

    private List<Optional<Dim>> gathered(Node node) {
        List<Optional<Dim>> data = of(node, 0);
        int axis = node.input(0).shape().normalize((int) node.intAttribute("axis", 0));
        List<Optional<Dim>> dims = new ArrayList<>(data.subList(0, axis));
        dims.addAll(of(node, 1));
        dims.addAll(data.subList(axis + 1, data.size()));
        return dims;
    }

    /** An extent that stays at its axis is copied; an inferred one is unknown. */
    private List<Optional<Dim>> reshaped(Node node, Shape result) {
        Shape from = node.input(0).shape();
        List<Optional<Dim>> dims = new ArrayList<>();
        for (int axis = 0; axis < result.rank(); axis++) {
            boolean copied = axis < from.rank() && from.dim(axis).equals(result.dim(axis));
            dims.add(copied ? of(node, 0).get(axis) : Optional.empty());
        }
        return dims;
    }

    private List<Optional<Dim>> withoutAxis(Node node, Shape result) {
        List<Optional<Dim>> dims = new ArrayList<>(of(node, 0));
        for (int axis = 0; axis < dims.size(); axis++) {
            boolean changed = !node.input(0).shape().dim(axis).equals(result.dim(axis));
            if (changed
                    || node.attributes().get("axis") instanceof Attribute.Int at
                            && node.input(0).shape().normalize((int) at.value()) == axis) {
                dims.set(axis, Optional.empty());
            }
        }
        return dims;
    }

    private List<Optional<Dim>> kept(Node node, Shape result) {
        if (node.intAttribute("keepdims", 1) == 1) {
            return of(node, 0);
        }
        Shape from = node.input(0).shape();
        List<Optional<Dim>> dims = new ArrayList<>();
        // The axes that are left are those of the result, in order.
        for (int axis = 0; axis < from.rank() && dims.size() < result.rank(); axis++) {
            if (from.dim(axis).equals(result.dim(dims.size()))) {
                dims.add(of(node, 0).get(axis));
            }
        }
        return dims;
    }
}
