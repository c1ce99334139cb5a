package dev.smoltulu.graphs.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.TinyLlama;
import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.PolicyObjective.KlPenalty;
import dev.smoltulu.graphs.objective.SftObjective;
import dev.smoltulu.graphs.objective.TrainingObjective;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where the loss is a sum over tokens, a chunk of the head is done with, backward pass and all, before the next one's
 * logits need to exist: what it gives depends on no other chunk's.
 */
class HeadChunkMemoryTest {

    private static final int CHUNKS = 3;

    static Stream<TrainingObjective> objectives() {
        return Stream.of(
                new SftObjective(),
                new PolicyObjective(1, 0.2, 0.2, Optional.of(new KlPenalty(KlEstimator.KL4, 0.1)), true));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void noChunksGradientReadsAnothersLogits(TrainingObjective objective) {
        Graph graph = TrainingGraphs.training(
                TinyLlama.config(true, false), new TrainingGraphs.Options(objective, 8, CHUNKS, false));
        // The gradient of a chunk's logits replaces one element a row, and is multiplied by the head.
        List<Node> logitGradients = graph.nodes().stream()
                .filter(node ->
                        node.op() == Op.SCATTER_ELEMENTS && !node.attributes().containsKey("reduction"))
                .toList();
        assertEquals(CHUNKS, logitGradients.size());
        for (Node gradient : logitGradients) {
            Node product = consumer(graph, gradient, 0, Op.MATMUL);
            Node rows = consumer(graph, product, 0, Op.MUL);
            assertEquals(1, softmaxes(rows), rows.toString());
        }
    }

    /** The node of kind {@code op} whose input {@code position} is the only output of {@code node}. */
    private static Node consumer(Graph graph, Node node, int position, Op op) {
        return graph.nodes().stream()
                .filter(other -> other.op() == op && other.inputs().get(position) == node.output(0))
                .findFirst()
                .orElseThrow();
    }

    /** How many softmaxes over the vocabulary {@code node} depends on. */
    private static long softmaxes(Node node) {
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Node> open = new ArrayDeque<>(List.of(node));
        while (!open.isEmpty()) {
            Node next = open.pop();
            if (seen.add(next)) {
                next.inputs().stream()
                        .filter(Objects::nonNull)
                        .map(Value::producer)
                        .filter(Objects::nonNull)
                        .forEach(open::add);
            }
        }
        return seen.stream().filter(found -> found.op() == Op.LOG_SOFTMAX).count();
    }
}
