package dev.smoltulu.graphs.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.GradientBlock;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Interpreter;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.ir.Value;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReverseModeTest {

    private static final Tensor X = Tensor.vector(0.3, -0.7, 1.1);

    private final Graph graph = new Graph("test");
    private final Operators ops = new Operators(graph);
    private final Value x = graph.input("x", DataType.DOUBLE, Shape.of(3));

    /** Four segments, a value that skips one of them, and a block: the same gradient however much is computed again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void segmentsMayBeComputedAgain(boolean recompute) {
        Value a = graph.segment(0, "s0", () -> ops.exp(ops.mul(x, x)));
        Value b = graph.segment(1, "s1", () -> square(ops.sigmoid(ops.add(a, x))));
        Value c = graph.segment(2, "s2", () -> ops.mul(ops.sigmoid(b), ops.exp(b)));
        Value d = graph.segment(3, "s3", () -> ops.mul(ops.exp(c), a));
        Value loss = ops.sumAll(ops.mul(d, d));
        gradient(loss, recompute);
        long exponentials =
                graph.nodes().stream().filter(node -> node.op() == Op.EXP).count();
        assertEquals(recompute ? 5 : 3, exponentials, "s0 and s2 are computed again, s3 is not");
        Tensor fed = X.copy();
        double[] symbolic = run(fed, "dx");
        for (int i = 0; i < symbolic.length; i++) {
            double numeric = CentralDifference.of(fed, i, () -> run(fed, "loss")[0]);
            assertTrue(CentralDifference.agree(symbolic[i], numeric, 1e-7), symbolic[i] + " and " + numeric);
        }
    }

    @Test
    void blocksUseTheirOwnRule() {
        gradient(ops.sumAll(ops.mul(square(x), ops.scalar(DataType.DOUBLE, 3))), false);
        assertArrayEquals(X.map(v -> 6 * v).data(), run(X, "dx"), 1e-15);
    }

    @Test
    void nothingMayLeaveABlockBesideItsOutput() {
        Value[] inner = new Value[1];
        Value out = graph.differentiable(
                "block",
                List.of(x),
                () -> {
                    inner[0] = ops.exp(x);
                    return ops.neg(inner[0]);
                },
                result -> (gradient, at) -> List.of(gradient));
        refused(
                "a gradient is asked through the Exp node 'block/Exp' inside block 'block'; only the block's outputs "
                        + "have one",
                ops.sumAll(ops.mul(out, inner[0])));
    }

    @Test
    void nothingMayEnterABlockBesideItsInputs() {
        Value hidden = ops.exp(x);
        Value out = graph.differentiable(
                "block", List.of(x), () -> ops.mul(x, hidden), result -> (gradient, at) -> List.of(gradient));
        refused(
                "the Mul node 'block/Mul' in block 'block' reads Exp_out: DOUBLE[3], which needs a gradient but is not "
                        + "one of the block's inputs",
                ops.sumAll(out));
    }

    @Test
    void theSeedMustFitTheLoss() {
        Value loss = ops.sumAll(x);
        assertEquals(
                "the gradient scalar: FLOAT[] does not fit the loss ReduceSum_out: DOUBLE[]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ReverseMode.gradients(
                                        graph, loss, ops.scalar(DataType.FLOAT, 1), List.of(x), false))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> ReverseMode.gradients(graph, loss, x, List.of(x), false));
    }

    @Test
    void intermediateValuesMayBeTargets() {
        Value middle = ops.exp(x);
        Value loss = ops.sumAll(ops.mul(middle, middle));
        graph.output(
                "dm",
                ReverseMode.gradients(graph, loss, ops.scalar(DataType.DOUBLE, 1), List.of(middle), false)
                        .get(middle));
        assertArrayEquals(X.map(v -> 2 * Math.exp(v)).data(), run(X, "dm"), 1e-15);
    }

    /** x squared, as a block. */
    private Value square(Value v) {
        Function<Value, GradientBlock.Rule> rule = out -> (Value gradient, UnaryOperator<Value> at) ->
                List.of(ops.mul(gradient, ops.mul(at.apply(v), ops.scalar(DataType.DOUBLE, 2))));
        return graph.differentiable("square", List.of(v), () -> ops.mul(v, v), rule);
    }

    private void gradient(Value loss, boolean recompute) {
        graph.output("loss", loss);
        graph.output(
                "dx",
                ReverseMode.gradients(graph, loss, ops.scalar(DataType.DOUBLE, 1), List.of(x), recompute)
                        .get(x));
        graph.pruneDeadNodes();
    }

    private void refused(String message, Value loss) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ReverseMode.gradients(
                                        graph, loss, ops.scalar(DataType.DOUBLE, 1), List.of(x), false))
                        .getMessage());
    }

    private double[] run(Tensor fed, String output) {
        return Interpreter.run(graph, Map.of("x", fed)).get(output).data();
    }
}
