package dev.smoltulu.graphs.memory;

import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.QueryBlocks;
import dev.smoltulu.graphs.llama.TokenInputs;
import java.util.HashMap;
import java.util.Map;

/** The values of the names in a graph's shapes, in one pass. */
final class Extents {

    private final Map<String, Long> sizes = new HashMap<>();

    /** @param shapes of the inputs that differ from pass to pass, by name */
    Extents(Graph graph, Map<String, long[]> shapes) {
        for (Value input : graph.inputs()) {
            long[] fed = shapes.get(input.name());
            for (int axis = 0; fed != null && axis < fed.length; axis++) {
                Dim dim = input.shape().dim(axis);
                if (dim.symbols().size() == 1) {
                    sizes.putIfAbsent(dim.symbols().get(0), (fed[axis] + dim.factor() - 1) / dim.factor());
                }
            }
        }
        Long sequence = sizes.get(TokenInputs.SEQUENCE.toString());
        if (sequence != null) {
            sizes.putAll(QueryBlocks.extents(graph, sequence));
        }
    }

    /** Bytes of {@code value}. */
    long bytes(Value value) {
        return value.isSequence() ? 0 : elements(value.shape()) * value.type().bytes();
    }

    private long elements(Shape shape) {
        Dim all = shape.elements();
        long elements = all.factor();
        for (String name : all.symbols()) {
            Long size = sizes.get(name);
            if (size == null) {
                throw new IllegalArgumentException("nothing is known of the extent '" + name + "'");
            }
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }
}
