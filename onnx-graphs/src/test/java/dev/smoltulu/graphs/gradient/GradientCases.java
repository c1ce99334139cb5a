package dev.smoltulu.graphs.gradient;

import dev.smoltulu.graphs.gradient.GradientCase.Body;
import dev.smoltulu.graphs.gradient.GradientCase.Input;
import dev.smoltulu.graphs.ir.Attribute;
import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;

/** At least one use of every differentiable operator, with the shapes that are easy to get wrong. */
final class GradientCases {

    private static final Dim N = Dim.named("n");

    private final Random random = new Random(20241122);
    private final List<GradientCase> cases = new ArrayList<>();

    private GradientCases() {
        elementwise();
        movement();
        reductions();
        products();
        network();
    }

    static List<GradientCase> all() {
        return List.copyOf(new GradientCases().cases);
    }

    private void elementwise() {
        broadcast(Op.ADD, (o, in) -> o.add(in.get(0), in.get(1)));
        broadcast(Op.SUB, (o, in) -> o.sub(in.get(0), in.get(1)));
        broadcast(Op.MUL, (o, in) -> o.mul(in.get(0), in.get(1)));
        broadcast(Op.DIV, (o, in) -> o.div(in.get(0), in.get(1)));
        add(Op.MUL, "an operand twice", (o, in) -> o.mul(in.get(0), in.get(0)), x(3, 2));
        broadcast(
                Op.MAX,
                (o, in) -> o.max(in.get(0), o.sub(in.get(1), o.scalar(in.get(1).type(), 1))));
        unary(Op.CLIP, (o, x) -> o.clip(x, -0.5, 0.75));
        unary(Op.NEG, Operators::neg);
        unary(Op.EXP, Operators::exp);
        add(Op.LOG, "positive", (o, in) -> o.log(in.get(0)), positive(3, 4));
        add(Op.SQRT, "positive", (o, in) -> o.sqrt(in.get(0)), positive(3, 4));
        unary(Op.SIGMOID, Operators::sigmoid);
        unary(Op.SOFTPLUS, Operators::softplus);
        add(
                Op.SIGMOID,
                "far out",
                (o, in) -> o.sigmoid(o.mul(in.get(0), o.scalar(in.get(0).type(), 12))),
                x(6));
        unary(Op.IDENTITY, Operators::identity);
        add(
                Op.CAST,
                "there and back",
                (o, in) -> o.mul(o.cast(o.cast(in.get(0), other(in)), in.get(0).type()), in.get(0)),
                x(3, 2));
        add(Op.WHERE, "same shapes", (o, in) -> o.where(mask(o, 2, 3), in.get(0), in.get(1)), x(2, 3), x(2, 3));
        add(Op.WHERE, "all three broadcast", (o, in) -> o.where(mask(o, 2, 1), in.get(0), in.get(1)), x(3), x(4, 1, 1));
        add(Op.WHERE, "scalar branches", (o, in) -> o.where(mask(o, 2, 3), in.get(0), in.get(1)), x(), x());
    }

    private void movement() {
        add(Op.RESHAPE, "known", (o, in) -> o.reshape(in.get(0), Shape.of(3, 4)), x(2, 3, 2));
        add(
                Op.RESHAPE,
                "named",
                (o, in) -> o.reshape(in.get(0), Shape.of(N, Dim.of(2), Dim.of(3))),
                named(Shape.of(N, Dim.of(6)), 4, 6));
        add(Op.TRANSPOSE, "a cycle of axes", (o, in) -> o.transpose(in.get(0), 2, 0, 3, 1), x(2, 3, 2, 2));
        add(
                Op.EXPAND,
                "leading and inner axes",
                (o, in) -> o.mul(o.expandLike(in.get(0), in.get(1)), in.get(1)),
                x(3, 1),
                x(2, 3, 4));
        add(Op.EXPAND, "a scalar", (o, in) -> o.mul(o.expandLike(in.get(0), in.get(1)), in.get(1)), x(), x(2, 3));
        add(
                Op.EXPAND,
                "named",
                (o, in) -> o.mul(o.expandLike(in.get(0), in.get(1)), in.get(1)),
                x(3),
                named(Shape.of(N, Dim.of(3)), 4, 3));
        add(Op.GATHER, "repeated indices", (o, in) -> o.gather(in.get(0), o.int64s(1, 1, 3, 0, 1), 0), x(4, 3));
        add(
                Op.GATHER,
                "a matrix of indices, some from the end",
                (o, in) -> o.gather(in.get(0), int64(o, Shape.of(2, 2), 2, -1, 2, 0), 0),
                x(4, 3));
        add(Op.GATHER, "a scalar index", (o, in) -> o.gather(in.get(0), int64(o, Shape.SCALAR, 2), 0), x(4, 3));
        add(Op.GATHER, "of a vector", (o, in) -> o.gather(in.get(0), o.int64s(2, 2), 0), x(4));
        add(
                Op.GATHER,
                "twice, and used as a whole",
                (o, in) -> o.mul(
                        o.reduceSum(in.get(0), true, 0),
                        o.mul(o.gather(in.get(0), o.int64s(0, 2, 2), 0), o.gather(in.get(0), o.int64s(1, 2, 3), 0))),
                x(4, 3));
        add(
                Op.GATHER,
                "of a computed value",
                (o, in) -> o.gather(o.exp(in.get(0)), o.int64s(1, 1), 0),
                named(Shape.of(N, Dim.of(2)), 3, 2));
        add(
                Op.GATHER_ELEMENTS,
                "last axis, repeated indices",
                (o, in) -> o.gatherElements(in.get(0), int64(o, Shape.of(2, 3), 1, 1, 0, 3, 3, 2), 1),
                x(2, 4));
        add(
                Op.GATHER_ELEMENTS,
                "first axis, fewer columns",
                (o, in) -> o.gatherElements(in.get(0), int64(o, Shape.of(3, 1), 1, 0, 1), 0),
                x(2, 4));
        add(
                Op.SCATTER_ELEMENTS,
                "added, repeated indices",
                (o, in) -> o.mul(
                        in.get(0), o.scatterElementsAdd(in.get(0), int64(o, Shape.of(5), 1, 0, 1, 3, 1), in.get(1), 0)),
                x(4),
                x(5));
        add(
                Op.SCATTER_ELEMENTS,
                "added along the last axis",
                (o, in) -> o.scatterElementsAdd(in.get(0), int64(o, Shape.of(2, 3), 1, 1, 0, 3, 3, 2), in.get(1), 1),
                x(2, 4),
                x(2, 3));
        for (int axis : new int[] {0, 1, -1}) {
            add(
                    Op.CONCAT,
                    "axis " + axis,
                    (o, in) -> o.graph()
                            .apply(Op.CONCAT, Map.of("axis", new Attribute.Int(axis)), in.get(0), in.get(1), in.get(0)),
                    x(2, 3, 2),
                    x(2, 3, 2));
        }
    }

    private void reductions() {
        for (boolean keep : new boolean[] {true, false}) {
            for (int[] axes : new int[][] {{0}, {-1}, {0, 2}, {2, 1}, {0, 1, 2}}) {
                String name = (keep ? "keeping" : "dropping") + " axes " + Arrays.toString(axes);
                add(Op.REDUCE_SUM, name, (o, in) -> o.reduceSum(in.get(0), keep, axes), x(3, 2, 5));
                add(Op.REDUCE_MEAN, name, (o, in) -> o.reduceMean(in.get(0), keep, axes), x(3, 2, 5));
                add(Op.REDUCE_SUM_SQUARE, name, (o, in) -> o.reduceSumSquare(in.get(0), keep, axes), x(3, 2, 5));
            }
        }
        Shape open = Shape.of(N, Dim.of(3));
        add(Op.REDUCE_SUM, "a named axis", (o, in) -> o.reduceSum(in.get(0), false, 0), named(open, 4, 3));
        add(Op.REDUCE_MEAN, "beside a named axis", (o, in) -> o.reduceMean(in.get(0), true, 1), named(open, 4, 3));
        add(Op.REDUCE_SUM_SQUARE, "a named axis", (o, in) -> o.reduceSumSquare(in.get(0), true, 0), named(open, 4, 3));
    }

    private void products() {
        Body product = (o, in) -> o.matMul(in.get(0), in.get(1));
        add(Op.MATMUL, "matrices", product, x(2, 3), x(3, 4));
        add(Op.MATMUL, "a batch by a matrix", product, x(2, 2, 2, 3), x(3, 4));
        add(Op.MATMUL, "a matrix by a batch", product, x(2, 3), x(2, 3, 4));
        add(Op.MATMUL, "both sides broadcast", product, x(2, 1, 2, 3), x(3, 3, 2));
        add(Op.MATMUL, "named rows", product, named(Shape.of(N, Dim.of(3)), 4, 3), x(3, 2));
        for (boolean ta : new boolean[] {false, true}) {
            for (boolean tb : new boolean[] {false, true}) {
                Body fused = (o, in) -> o.matMul(in.get(0), ta, in.get(1), tb, -0.75f);
                String name = "transA " + ta + ", transB " + tb;
                add(Op.FUSED_MATMUL, name, fused, side(ta, 2, 3), side(tb, 3, 4));
                add(Op.FUSED_MATMUL, name + ", both sides broadcast", fused, side(ta, 2, 3, 2, 1), side(tb, 3, 4, 3));
                add(Op.FUSED_MATMUL, name + ", a batch by a matrix", fused, side(ta, 2, 3, 2), side(tb, 3, 4));
                add(Op.FUSED_MATMUL, name + ", a matrix by a batch", fused, side(ta, 2, 3), side(tb, 3, 4, 2));
            }
        }
    }

    private void network() {
        for (Op op : List.of(Op.SOFTMAX, Op.LOG_SOFTMAX)) {
            for (int axis : new int[] {-1, 2, 1, 0}) {
                add(
                        op,
                        "axis " + axis,
                        (o, in) -> o.graph().apply(op, Map.of("axis", new Attribute.Int(axis)), in.get(0)),
                        x(2, 3, 4));
            }
            add(op, "no axis given", (o, in) -> o.graph().apply(op, Map.of(), in.get(0)), x(2, 3));
        }
        Body norm = (o, in) -> o.rmsNorm(in.get(0), in.get(1), 1e-2).get(0);
        add(Op.SIMPLIFIED_LAYER_NORMALIZATION, "rows", norm, x(3, 4), x(4));
        add(Op.SIMPLIFIED_LAYER_NORMALIZATION, "more axes", norm, x(2, 3, 5), x(5));
        add(Op.SIMPLIFIED_LAYER_NORMALIZATION, "named rows", norm, named(Shape.of(N, Dim.of(3)), 4, 3), x(3));
        for (float alpha : new float[] {1f, 1.702f}) {
            add(Op.QUICK_GELU, "alpha " + alpha, (o, in) -> o.quickGelu(in.get(0), alpha), x(3, 4));
        }
        add(Op.QUICK_GELU, "no alpha given", (o, in) -> o.graph().apply(Op.QUICK_GELU, Map.of(), in.get(0)), x(4));
        for (int interleaved : new int[] {0, 1}) {
            add(
                    Op.ROTARY_EMBEDDING,
                    "interleaved " + interleaved,
                    (o, in) -> rotary(o, in.get(0), interleaved),
                    x(2, 3, 8));
        }
    }

    /** Two heads of 4 at positions that jump. */
    private static Value rotary(Operators o, Value x, int interleaved) {
        double[] angles = new Random(3).doubles(10, -3, 3).toArray();
        Value cos = o.graph()
                .constant(
                        "cos",
                        Constant.real(
                                x.type(),
                                Shape.of(5, 2),
                                Arrays.stream(angles).map(Math::cos).toArray()));
        Value sin = o.graph()
                .constant(
                        "sin",
                        Constant.real(
                                x.type(),
                                Shape.of(5, 2),
                                Arrays.stream(angles).map(Math::sin).toArray()));
        return o.graph()
                .apply(
                        Op.ROTARY_EMBEDDING,
                        Map.of("num_heads", new Attribute.Int(2), "interleaved", new Attribute.Int(interleaved)),
                        x,
                        int64(o, Shape.of(2, 3), 0, 4, 2, 1, 1, 3),
                        cos,
                        sin);
    }

    private void broadcast(Op op, Body body) {
        add(op, "same shapes", body, x(2, 3), positive(2, 3));
        add(op, "right side repeated", body, x(2, 3, 4), positive(3, 1));
        add(op, "left side repeated", body, x(4), positive(2, 3, 4));
        add(op, "both sides repeated", body, x(3, 1, 4), positive(2, 1));
        add(op, "a scalar on the right", body, x(2, 3), positive());
        add(op, "a scalar on the left", body, x(), positive(2, 3));
        add(op, "extents of one", body, x(1, 1), positive(1));
        add(op, "a named axis", body, named(Shape.of(N, Dim.of(3)), 4, 3), positive(3));
    }

    private void unary(Op op, BiFunction<Operators, Value, Value> function) {
        add(op, "matrix", (o, in) -> function.apply(o, in.get(0)), x(3, 4));
        add(op, "scalar", (o, in) -> function.apply(o, in.get(0)), x());
    }

    private void add(Op op, String name, Body body, Input... inputs) {
        cases.add(GradientCase.of(op, name, body, inputs));
    }

    private Input x(int... dims) {
        return known(Tensor.random(random, -1.5, 1.5, dims));
    }

    private Input positive(int... dims) {
        return known(Tensor.random(random, 0.5, 2, dims));
    }

    private Input named(Shape shape, int... dims) {
        return new Input(shape, Tensor.random(random, -1.5, 1.5, dims));
    }

    private static Input known(Tensor tensor) {
        return new Input(Shape.of(Arrays.stream(tensor.dims()).asLongStream().toArray()), tensor);
    }

    /** One side of a product: rows and columns, swapped if it will be transposed, behind leading axes. */
    private Input side(boolean transposed, int rows, int columns, int... leading) {
        int[] dims = Arrays.copyOf(leading, leading.length + 2);
        dims[leading.length] = transposed ? columns : rows;
        dims[leading.length + 1] = transposed ? rows : columns;
        return x(dims);
    }

    private static Value int64(Operators o, Shape shape, long... values) {
        return o.graph().constant("indices", Constant.int64(shape, values));
    }

    /** true, false, true, false, ... */
    private static Value mask(Operators o, int... dims) {
        Shape shape = Shape.of(Arrays.stream(dims).asLongStream().toArray());
        byte[] bytes = new byte[Math.toIntExact(shape.elements().size())];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = 1;
        }
        return o.graph().constant("mask", new Constant(DataType.BOOL, shape, bytes));
    }

    private static DataType other(List<Value> in) {
        return in.get(0).type() == DataType.DOUBLE ? DataType.FLOAT : DataType.DOUBLE;
    }
}
