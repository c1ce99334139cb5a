package dev.smoltulu.graphs.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.artifacts.TrainingGraphs.Options;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.TinyLlama;
import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.objective.TargetInputs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PassMemoryTest {

    private static final Map<String, long[]> TEN = Map.of("x", new long[] {10});

    private final Graph graph = new Graph("memory");
    private final Operators ops = new Operators(graph);
    private final Value x = graph.input("x", DataType.FLOAT, Shape.of(Dim.named("n")));

    @Test
    void aChainWritesOverItself() {
        graph.output("y", ops.sumAll(ops.exp(ops.neg(ops.mul(x, x)))));
        assertEquals(40, PassMemory.of(graph, TEN).total());
    }

    @Test
    void whatIsReadLaterStays() {
        Value a = ops.mul(x, x);
        Value b = ops.exp(a);
        graph.output("y", ops.sumAll(ops.mul(a, b)));
        // a and its exponential; their product takes the place of one of them.
        assertEquals(80, PassMemory.of(graph, TEN).total());
    }

    @Test
    void viewsTakeNothing() {
        Value a = ops.mul(x, x);
        graph.output("y", ops.sumAll(ops.reshape(a, Shape.of(Dim.of(1), Dim.named("n")))));
        assertEquals(40, PassMemory.of(graph, TEN).total());
    }

    /** The last leaf comes first, and of a node's producers the last in the file. */
    @Test
    void nodesRunInOnnxRuntimesOrder() {
        Value a = ops.neg(x);
        Value b = ops.exp(x);
        Value sum = ops.add(a, b);
        Value leaf = ops.sqrt(x);
        graph.output("sum", sum);
        graph.output("leaf", leaf);
        assertEquals(
                List.of(leaf, b, a, sum),
                ExecutionOrder.of(graph).stream().map(node -> node.output(0)).toList());
    }

    @Test
    void everyNodeRunsOnceAfterWhatItReads() {
        Graph training = TrainingGraphs.training(TinyLlama.config(true, true), new Options(512, 3, true));
        List<Node> order = ExecutionOrder.of(training);
        assertEquals(training.nodes().size(), order.stream().distinct().count());
        Map<Node, Integer> places = new LinkedHashMap<>();
        order.forEach(node -> places.put(node, places.size()));
        for (Node node : order) {
            for (Value input : node.inputs()) {
                assertTrue(
                        input == null || input.producer() == null || places.get(input.producer()) < places.get(node));
            }
        }
    }

    @Test
    void checkpointingTakesLess() {
        long again = training(true).total();
        long kept = training(false).total();
        assertTrue(again < kept, again + " and " + kept);
    }

    @Test
    void anInputOfUnknownExtentIsNamed() {
        graph.output("y", ops.sumAll(ops.mul(x, x)));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> PassMemory.of(graph, Map.of()))
                .getMessage()
                .contains("'n'"));
    }

    private static PassMemory training(boolean checkpointing) {
        Graph training = TrainingGraphs.training(TinyLlama.config(true, true), new Options(512, 4, checkpointing));
        return PassMemory.of(
                training,
                Map.of(
                        TokenInputs.IDS,
                        new long[] {900},
                        TokenInputs.POSITIONS,
                        new long[] {900},
                        TokenInputs.SLOT_TOKENS,
                        new long[] {3, 300},
                        TokenInputs.TOKEN_SLOTS,
                        new long[] {900},
                        TargetInputs.POSITIONS,
                        new long[] {8}));
    }
}
