package dev.smoltulu.graphs.ir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The reference interpreter against results worked out by hand. */
class InterpreterTest {

    private static final Tensor GRID = Tensor.vector(1, 2, 3, 4, 5, 6).shaped(2, 3);

    @Test
    void broadcastsFromTheRight() {
        is(
                List.of(11.0, 12.0, 13.0, 24.0, 25.0, 26.0),
                2,
                3,
                eval(
                        GRID,
                        (o, x) -> o.add(
                                x, o.graph().constant("c", Constant.real(DataType.FLOAT, Shape.of(2, 1), 10, 20)))));
    }

    @Test
    void transposesAndReduces() {
        is(List.of(1.0, 4.0, 2.0, 5.0, 3.0, 6.0), 3, 2, eval(GRID, (o, x) -> o.transpose(x, 1, 0)));
        is(List.of(5.0, 7.0, 9.0), 1, 3, eval(GRID, (o, x) -> o.reduceSum(x, true, 0)));
        is(List.of(2.0, 5.0), 1, 2, eval(GRID, (o, x) -> o.reshape(o.reduceMean(x, false, -1), Shape.of(1, 2))));
        is(List.of(91.0), 1, 1, eval(GRID, (o, x) -> o.reduceSumSquare(x, true, 0, 1)));
    }

    @Test
    void multipliesTransposedMatrices() {
        is(List.of(14.0, 32.0, 32.0, 77.0), 2, 2, eval(GRID, (o, x) -> o.matMul(x, false, x, true, 1f)));
        is(
                List.of(34.0, 44.0, 54.0, 44.0, 58.0, 72.0, 54.0, 72.0, 90.0),
                3,
                3,
                eval(GRID, (o, x) -> o.matMul(x, true, x, false, 2f)));
        is(
                List.of(15.0, 33.0, 33.0, 78.0),
                2,
                2,
                eval(GRID, (o, x) -> o.gemm(x, false, x, true, o.scalar(DataType.FLOAT, 1))));
    }

    @Test
    void gathersAndScatters() {
        is(List.of(4.0, 5.0, 6.0, 4.0, 5.0, 6.0), 2, 3, eval(GRID, (o, x) -> o.gather(x, o.int64s(-1, 1), 0)));
        is(List.of(3.0, 1.0, 6.0, 4.0), 2, 2, eval(GRID, (o, x) -> o.gather(x, o.int64s(2, 0), 1)));
        is(
                List.of(3.0, 3.0, 4.0, 5.0),
                2,
                2,
                eval(GRID, (o, x) -> o.gatherElements(x, indices(o, 2, 2, 2, 2, 0, 1), 1)));
        is(
                List.of(1.0, 5.0, 3.0, 4.0, 5.0, 10.0),
                2,
                3,
                eval(
                        GRID,
                        (o, x) ->
                                o.scatterElementsAdd(x, indices(o, 2, 2, 1, 1, 2, 2), reals(o, 2, 2, 1, 2, 3, 1), 1)));
        is(
                List.of(9.0, 2.0, 3.0, 4.0, 8.0, 6.0),
                2,
                3,
                eval(GRID, (o, x) -> o.scatterElements(x, indices(o, 2, 1, 0, 1), reals(o, 2, 1, 9, 8), 1)));
    }

    @Test
    void splitsAndJoins() {
        is(List.of(3.0, 6.0, 1.0, 4.0), 1, 4, eval(GRID, (o, x) -> {
            List<Value> parts = o.split(x, 1, 3);
            return o.reshape(
                    o.concat(
                            List.of(o.transpose(parts.get(2), 1, 0), o.transpose(parts.get(0), 1, 0)),
                            0,
                            Shape.of(2, 2)),
                    Shape.of(1, 4));
        }));
    }

    /** A quarter turn at position 1, none at position 0; halves of a head turn against each other. */
    @Test
    void rotatesHalvesOfHeads() {
        Graph graph = new Graph("test");
        Operators ops = new Operators(graph);
        Value x = graph.input("x", DataType.FLOAT, Shape.of(1, 2, 4));
        Value positions = graph.constant("p", Constant.int64(Shape.of(1, 2), 1, 0));
        Value cos = reals(ops, 2, 1, 1, 0);
        Value sin = reals(ops, 2, 1, 0, 1);
        graph.output("y", ops.rotaryEmbedding(x, positions, cos, sin, 2));
        double[] y = Interpreter.run(
                        graph, Map.of("x", Tensor.vector(1, 2, 3, 4, 5, 6, 7, 8).shaped(1, 2, 4)))
                .get("y")
                .data();
        assertArrayEquals(new double[] {-2, 1, -4, 3, 5, 6, 7, 8}, y, 0);
    }

    @Test
    void normalisesByTheRootMeanSquare() {
        double[] y = eval(
                        Tensor.vector(3, 4).shaped(1, 2),
                        (o, x) -> o.rmsNorm(
                                        x, o.graph().constant("s", Constant.real(DataType.FLOAT, Shape.of(2), 1, 2)), 0)
                                .get(0))
                .data();
        assertArrayEquals(new double[] {3 / Math.sqrt(12.5), 8 / Math.sqrt(12.5)}, y, 1e-15);
    }

    @Test
    void saysWhichNodeFailsAndWhichShapeIsWrong() {
        String index = assertThrows(
                        IllegalStateException.class, () -> eval(GRID, (o, x) -> o.gather(x, o.int64s(2), 0)))
                .getMessage();
        assertEquals("in the Gather node 'Gather': index 2.0 of extent 2", index);
        String shape = assertThrows(
                        IllegalStateException.class,
                        () -> eval(GRID, (o, x) -> o.concat(List.of(x, x), 0, Shape.of(5, 3))))
                .getMessage();
        assertTrue(shape.startsWith("Concat_out: FLOAT[5, 3] is [4, 3]"), shape);
    }

    private static Tensor eval(Tensor x, BiFunction<Operators, Value, Value> body) {
        Graph graph = new Graph("test");
        Value input = graph.input("x", DataType.FLOAT, Shape.of(x.dim(0), x.dim(1)));
        graph.output("y", body.apply(new Operators(graph), input));
        return Interpreter.run(graph, Map.of("x", x)).get("y");
    }

    private static Value indices(Operators o, int rows, int columns, long... values) {
        return o.graph().constant("indices", Constant.int64(Shape.of(rows, columns), values));
    }

    private static Value reals(Operators o, int rows, int columns, double... values) {
        return o.graph().constant("reals", Constant.real(DataType.FLOAT, Shape.of(rows, columns), values));
    }

    private static void is(List<Double> expected, int rows, int columns, Tensor actual) {
        assertArrayEquals(new int[] {rows, columns}, actual.dims());
        assertArrayEquals(expected.stream().mapToDouble(Double::doubleValue).toArray(), actual.data(), 1e-15);
    }
}
