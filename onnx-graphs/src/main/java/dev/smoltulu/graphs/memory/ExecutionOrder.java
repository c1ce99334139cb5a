package dev.smoltulu.graphs.memory;

import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The order in which ONNX Runtime runs a graph's nodes (GraphViewer's default order in version 1.24): the post-order of
 * a depth-first search against the edges, which starts from the nodes without consumers, the last one first, and visits
 * the last of a node's producers in the file first.
 */
final class ExecutionOrder {

    /** A node to be entered, or one whose producers have all been left. */
    private record Work(Node node, boolean entered) {}

    private final Map<Node, Integer> places = new IdentityHashMap<>();
    private final Set<Node> visited = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Node> order = new ArrayList<>();

    private ExecutionOrder(Graph graph) {
        graph.nodes().forEach(node -> places.put(node, places.size()));
    }

    static List<Node> of(Graph graph) {
        Set<Value> consumed = Collections.newSetFromMap(new IdentityHashMap<>());
        graph.nodes().forEach(node -> consumed.addAll(node.inputs()));
        ExecutionOrder search = new ExecutionOrder(graph);
        search.from(graph.nodes().stream()
                .filter(node -> node.outputs().stream().noneMatch(consumed::contains))
                .toList());
        return search.order;
    }

    private void from(List<Node> leaves) {
        Deque<Work> stack = new ArrayDeque<>();
        leaves.forEach(leaf -> stack.push(new Work(leaf, false)));
        while (!stack.isEmpty()) {
            Work work = stack.pop();
            if (work.entered()) {
                order.add(work.node());
            } else if (visited.add(work.node())) {
                stack.push(new Work(work.node(), true));
                work.node().inputs().stream()
                        .filter(Objects::nonNull)
                        .map(Value::producer)
                        .filter(Objects::nonNull)
                        .distinct()
                        .filter(node -> !visited.contains(node))
                        .sorted(Comparator.comparing(places::get))
                        .forEach(node -> stack.push(new Work(node, false)));
            }
        }
    }
}
