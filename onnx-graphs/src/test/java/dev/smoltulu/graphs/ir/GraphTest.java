package dev.smoltulu.graphs.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GraphTest {

    private final Graph graph = new Graph("test");
    private final Operators ops = new Operators(graph);
    private final Value x = graph.input("x", DataType.FLOAT, Shape.of(2));

    @Test
    void namesAreUnique() {
        assertEquals(
                "two values are called 'x' in graph 'test'",
                assertThrows(IllegalArgumentException.class, () -> graph.input("x", DataType.FLOAT, Shape.of(3)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> graph.sequenceInput("x", DataType.FLOAT));
        assertThrows(
                IllegalArgumentException.class,
                () -> graph.applyAll(Op.NEG, Map.of(), List.of(x), List.of(), List.of("x")));
        assertEquals(
                List.of("Neg_out", "Neg_out_1"),
                List.of(ops.neg(x).name(), ops.neg(x).name()));
        assertEquals(
                "a/b/Neg_out",
                graph.scoped("a", () -> graph.scoped("b", () -> ops.neg(x))).name());
    }

    @Test
    void outputNamesAreTakenFromThenOn() {
        Value y = ops.neg(x);
        graph.output("y", y);
        assertEquals(
                "two outputs are called 'y'",
                assertThrows(IllegalArgumentException.class, () -> graph.output("y", x))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> graph.input("y", DataType.FLOAT, Shape.of(2)));
        assertEquals(
                "output name 'x' is taken",
                assertThrows(IllegalArgumentException.class, () -> graph.output("x", y))
                        .getMessage());
        assertEquals(Set.of("y"), graph.outputs().keySet());
    }

    @Test
    void equalConstantsAreStoredOnce() {
        Value one = ops.scalar(DataType.FLOAT, 1);
        assertSame(one, ops.scalar(DataType.FLOAT, 1));
        assertNotSame(one, ops.scalar(DataType.DOUBLE, 1));
        assertNotSame(one, ops.scalar(DataType.FLOAT, 2));
        assertNotSame(ops.int64s(1), ops.scalar(DataType.INT64, 1));
        assertEquals(5, graph.constants().size());
    }

    @Test
    void pruningKeepsWhatOutputsNeed() {
        Value used = ops.mul(ops.exp(x), ops.scalar(DataType.FLOAT, 2));
        ops.add(used, ops.scalar(DataType.FLOAT, 3));
        ops.neg(ops.log(x));
        graph.output("y", used);
        graph.pruneDeadNodes();
        assertEquals(
                List.of("Exp", "Mul"), graph.nodes().stream().map(Node::name).toList());
        assertEquals(1, graph.constants().size());
        assertEquals(List.of(x), graph.inputs());
        assertTrue(graph.constants().containsKey(ops.scalar(DataType.FLOAT, 2)));
        assertEquals(1, graph.constants().size());
    }

    @Test
    void anchorsEndTheGraphFirstOneLast() {
        Value early = ops.exp(x);
        Value later = ops.log(x);
        Value dead = ops.neg(x);
        graph.computeEarly(early);
        graph.computeEarly(dead);
        graph.computeEarly(later);
        graph.output("y", ops.add(early, later));
        graph.pruneDeadNodes();
        graph.placeAnchors();
        List<Node> nodes = graph.nodes();
        assertEquals(
                List.of("Exp", "Log", "Add", "Gather", "Gather"),
                nodes.stream().map(node -> node.op().opName()).toList());
        assertSame(later, nodes.get(3).input(0));
        assertSame(early, nodes.get(4).input(0));
    }

    @Test
    void scopesEndWithTheirBody() {
        assertThrows(
                IllegalStateException.class,
                () -> graph.segment(3, "broken", () -> {
                    throw new IllegalStateException("body");
                }));
        Node after = ops.neg(x).producer();
        assertSame(Scope.ROOT, after.scope());
        Node inside = graph.segment(3, "layer", () -> ops.neg(x)).producer();
        assertEquals(new Scope("layer", 3, null), inside.scope());
    }

    @Test
    void blocksDoNotNest() {
        Function<Value, GradientBlock.Rule> rule = out -> (gradient, at) -> List.of(gradient);
        String message = assertThrows(
                        IllegalStateException.class,
                        () -> graph.differentiable(
                                "outer",
                                List.of(x),
                                () -> graph.differentiable("inner", List.of(x), () -> ops.neg(x), rule),
                                rule))
                .getMessage();
        assertEquals("block 'inner' inside 'outer'", message);
        Value out = graph.scoped("s", () -> graph.differentiable("block", List.of(x), () -> ops.neg(x), rule));
        GradientBlock block = out.producer().scope().block();
        assertEquals("s/block", block.name());
        assertEquals(List.of(out), block.outputs());
        assertEquals(List.of(x), block.inputs());
    }

    @Test
    void splitsMustBeEven() {
        assertEquals(
                "cannot split x: FLOAT[2] into 3",
                assertThrows(IllegalArgumentException.class, () -> ops.split(x, 0, 3))
                        .getMessage());
    }
}
