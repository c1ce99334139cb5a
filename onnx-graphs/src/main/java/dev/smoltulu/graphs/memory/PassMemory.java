package dev.smoltulu.graphs.memory;

import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The peak memory of one pass of a graph beside its inputs, by the rules of ONNX Runtime's memory planner: in execution
 * order, each value lives from the node that computes it to its last reader. A result reuses an operand's buffer where
 * the operator works in place, else the buffer of any value that is not read any more; a buffer is freed after the last
 * value that uses it. Buffers are reused only between equal shapes that the planner knows.
 *
 * @param head  bytes of the peak that belong to the output head
 * @param other the rest: activations and their gradients
 */
public record PassMemory(long head, long other) {

    /** Part of the scope names of the head's nodes, forward and backward. */
    private static final String HEAD = "token_log_probs";

    /** Operators whose result is their first operand's memory under another shape. */
    private static final Set<Op> VIEWS = EnumSet.of(Op.RESHAPE, Op.IDENTITY);

    /** Operators that write over an operand of the result's size which nobody reads after them. */
    private static final Set<Op> IN_PLACE = EnumSet.of(
            Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.NEG, Op.EXP, Op.LOG, Op.SQRT, Op.SIGMOID, Op.CLIP, Op.SCATTER_ELEMENTS);

    /** All bytes. */
    public long total() {
        return head + other;
    }

    /**
     * The memory of a pass of {@code graph}.
     *
     * @param shapes of the inputs that differ from pass to pass, by name
     */
    public static PassMemory of(Graph graph, Map<String, long[]> shapes) {
        return new Simulation(graph, new Extents(graph, shapes)).run();
    }

    /** Values of equal keys can share a buffer. */
    private record Key(Shape shape, int elementBytes) {}

    /** Memory that one or more values use, one after the other. */
    private static final class Buffer {
        private final long bytes;
        private final boolean head;
        private final Key key;
        private int readers;
        private int last;

        Buffer(long bytes, boolean head, Key key) {
            this.bytes = bytes;
            this.head = head;
            this.key = key;
        }
    }

    private static final class Simulation {

        private final List<Node> order;
        private final Extents extents;
        private final PlannedShapes shapes;
        private final Set<Value> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Map<Value, Integer> readers = new IdentityHashMap<>();
        private final Map<Value, Buffer> buffers = new IdentityHashMap<>();
        private final Map<Integer, List<Buffer>> made = new HashMap<>();
        private final Deque<Buffer> free = new ArrayDeque<>();

        Simulation(Graph graph, Extents extents) {
            this.order = ExecutionOrder.of(graph);
            this.extents = extents;
            this.shapes = new PlannedShapes(graph);
            this.kept.addAll(graph.outputs().values());
            graph.nodes().forEach(node -> inputs(node).forEach(value -> readers.merge(value, 1, Integer::sum)));
        }

        PassMemory run() {
            for (int step = 0; step < order.size(); step++) {
                plan(order.get(step), step);
            }
            return peak();
        }

        private void plan(Node node, int step) {
            for (Value value : node.outputs()) {
                if (value != null) {
                    place(node, value, step);
                }
            }
            inputs(node).forEach(value -> release(buffers.get(value), 1, step));
            node.outputs().stream().filter(Objects::nonNull).forEach(value -> release(buffers.get(value), 0, step));
        }

        /** The peak, once every buffer's first and last node are known. */
        private PassMemory peak() {
            Map<Integer, List<Buffer>> ended = new HashMap<>();
            made.values()
                    .forEach(all -> all.forEach(buffer -> ended.computeIfAbsent(buffer.last, any -> new ArrayList<>())
                            .add(buffer)));
            PassMemory peak = new PassMemory(0, 0);
            long head = 0;
            long other = 0;
            for (int step = 0; step < order.size(); step++) {
                for (Buffer buffer : made.getOrDefault(step, List.of())) {
                    head += buffer.head ? buffer.bytes : 0;
                    other += buffer.head ? 0 : buffer.bytes;
                }
                peak = head + other > peak.total() ? new PassMemory(head, other) : peak;
                for (Buffer buffer : ended.getOrDefault(step, List.of())) {
                    head -= buffer.head ? buffer.bytes : 0;
                    other -= buffer.head ? 0 : buffer.bytes;
                }
            }
            return peak;
        }

        /** The inputs that nodes compute, each as often as the node reads it. */
        private static List<Value> inputs(Node node) {
            List<Value> inputs = new ArrayList<>(node.inputs());
            inputs.removeIf(value -> value == null || value.producer() == null);
            return inputs;
        }

        private void place(Node node, Value value, int step) {
            Optional<Key> key = kept.contains(value) ? Optional.empty() : key(value);
            Buffer buffer = view(node)
                    .or(() -> key.flatMap(wanted -> operand(node, wanted)))
                    .or(() -> key.flatMap(this::unread))
                    .orElse(null);
            if (buffer == null) {
                boolean ours = kept.contains(value) || node.op() == Op.IN_PLACE_ACCUMULATOR;
                buffer = new Buffer(
                        ours ? 0 : extents.bytes(value),
                        node.scope().name().contains(HEAD),
                        ours ? null : key.orElse(null));
                made.computeIfAbsent(step, any -> new ArrayList<>()).add(buffer);
            }
            buffer.readers += readers.getOrDefault(value, 0);
            buffers.put(value, buffer);
        }

        private Optional<Key> key(Value value) {
            return shapes.of(value).map(shape -> new Key(shape, value.type().bytes()));
        }

        private Optional<Buffer> view(Node node) {
            return VIEWS.contains(node.op()) ? Optional.ofNullable(buffers.get(node.input(0))) : Optional.empty();
        }

        private Optional<Buffer> operand(Node node, Key key) {
            return IN_PLACE.contains(node.op())
                    ? inputs(node).stream()
                            .filter(value ->
                                    key(value).filter(key::equals).isPresent() && buffers.get(value).readers == 1)
                            .findFirst()
                            .map(buffers::get)
                    : Optional.empty();
        }

        private Optional<Buffer> unread(Key key) {
            Optional<Buffer> found =
                    free.stream().filter(buffer -> key.equals(buffer.key)).findFirst();
            found.ifPresent(buffer -> {
                free.remove(buffer);
                buffer.readers = 0;
            });
            return found;
        }

        private void release(Buffer buffer, int count, int step) {
            buffer.readers -= count;
            buffer.last = step;
            if (buffer.readers == 0) {
                free.push(buffer);
                // Not twice: a node may read a value through two inputs.
                buffer.readers = -1;
            }
        }
    }
}
