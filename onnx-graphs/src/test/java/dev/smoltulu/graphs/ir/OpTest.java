package dev.smoltulu.graphs.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the catalogue accepts, the shapes it infers, and what it says otherwise. */
class OpTest {

    private static final Dim T = Dim.named("t");
    private static final Dim B = Dim.named("b");

    private final Graph graph = new Graph("test");
    private final Operators ops = new Operators(graph);
    private final Value x = graph.input("x", DataType.FLOAT, Shape.of(T, Dim.of(4)));
    private final Value w = graph.input("w", DataType.FLOAT, Shape.of(3, 4));
    private final Value ids = graph.input("ids", DataType.INT64, Shape.of(B, Dim.of(2)));

    @Test
    void arityIsChecked() {
        says(
                "operator Add (node 'layer/Add') takes 2 inputs, not 1",
                () -> graph.scoped("layer", () -> graph.apply(Op.ADD, Map.of(), x)));
        says("operator Neg (node 'Neg') takes 1 inputs, not 2", () -> graph.apply(Op.NEG, Map.of(), x, x));
        says(
                "operator Gemm (node 'Gemm') takes 2 to 3 inputs, not 4",
                () -> graph.apply(Op.GEMM, Map.of(), x, x, x, x));
        says("operator Mul (node 'Mul') needs its input 1", () -> graph.apply(Op.MUL, Map.of(), x, null));
        says(
                "operator Concat (node 'Concat') takes 1 to 2147483647 inputs, not 0",
                () -> graph.apply(Op.CONCAT, Map.of("axis", new Attribute.Int(0))));
    }

    @Test
    void attributesAreCheckedByNameAndKind() {
        says(
                "operator Softmax (node 'Softmax') has no attribute 'axes'",
                () -> graph.apply(Op.SOFTMAX, Map.of("axes", new Attribute.Int(1)), x));
        says(
                "operator Softmax (node 'Softmax_1') takes INT for 'axis', not REAL",
                () -> graph.apply(Op.SOFTMAX, Map.of("axis", new Attribute.Real(1)), x));
        says(
                "operator Transpose (node 'Transpose') takes INTS for 'perm', not TEXT",
                () -> graph.apply(Op.TRANSPOSE, Map.of("perm", new Attribute.Text("10")), x));
        says(
                "operator Transpose (node 'Transpose_1') needs its attribute 'perm'",
                () -> graph.apply(Op.TRANSPOSE, Map.of(), x));
        says("operator Cast (node 'Cast') needs its attribute 'to'", () -> graph.apply(Op.CAST, Map.of(), x));
        says(
                "operator Cast (node 'Cast_1') cannot cast to element type 99",
                () -> graph.apply(Op.CAST, Map.of("to", new Attribute.Int(99)), x));
    }

    @Test
    void inputsMustFitTogether() {
        says("operator Add (node 'Add') mixes x: FLOAT[t, 4] and ids: INT64[b, 2]", () -> ops.add(x, ids));
        says("operator Mul (node 'Mul') shapes [t, 4] and [3, 4] do not broadcast", () -> ops.mul(x, w));
        says(
                "operator MatMul (node 'MatMul') multiplies [t, 4] by [3, 4]: inner extents 4 and 3 differ",
                () -> ops.matMul(x, w));
        says(
                "operator MatMul (node 'MatMul_1') multiplies matrices, not [t, 4] and []",
                () -> ops.matMul(x, ops.scalar(DataType.FLOAT, 1)));
        says(
                "operator Transpose (node 'Transpose') cannot permute the axes of [t, 4] as [0]",
                () -> ops.transpose(x, 0));
        says(
                "operator Transpose (node 'Transpose_1') cannot permute the axes of [t, 4] as [1, 1]",
                () -> ops.transpose(x, 1, 1));
        says(
                "operator SimplifiedLayerNormalization (node 'SimplifiedLayerNormalization') normalises [t, 4] with a "
                        + "scale of [3, 4]",
                () -> ops.rmsNorm(x, w, 1e-5));
        says(
                "operator GatherElements (node 'GatherElements') takes indices of the data's rank",
                () -> ops.gatherElements(x, ops.int64s(1), 0));
        says("operator Gather (node 'Gather') axis 2 of a shape of rank 2", () -> ops.gather(x, ids, 2));
        says(
                "operator Expand (node 'Expand') needs its result's shape declared",
                () -> graph.apply(Op.EXPAND, Map.of(), x, ids));
    }

    @Test
    void inputsMustHaveTheRightTypesAndRanks() {
        says("operator Gather (node 'Gather') takes INT64, not x: FLOAT[t, 4]", () -> ops.gather(w, x, 0));
        says(
                "operator GatherElements (node 'GatherElements') takes INT64, not x: FLOAT[t, 4]",
                () -> ops.gatherElements(w, x, 0));
        says("operator Where (node 'Where') takes BOOL, not x: FLOAT[t, 4]", () -> ops.where(x, x, x));
        says(
                "operator Concat (node 'Concat') joins [t, 4] and [3, 4] along axis 1",
                () -> ops.concat(List.of(x, w), 1, Shape.of(T, Dim.of(8))));
        says(
                "operator Concat (node 'Concat_1') mixes x: FLOAT[t, 4] and ids: INT64[b, 2]",
                () -> ops.concat(List.of(x, ids), 0, x.shape()));
        says(
                "operator Concat (node 'Concat_2') needs its result's shape declared",
                () -> graph.apply(Op.CONCAT, Map.of("axis", new Attribute.Int(0)), x, w));
        says(
                "operator SimplifiedLayerNormalization (node 'SimplifiedLayerNormalization') normalises only the last "
                        + "axis of [3, 4]",
                () -> graph.apply(Op.SIMPLIFIED_LAYER_NORMALIZATION, Map.of("axis", new Attribute.Int(0)), w, w));
        Value batch = graph.input("batch", DataType.FLOAT, Shape.of(2, 4, 4));
        says(
                "operator Gemm (node 'Gemm') multiplies matrices, not [2, 4, 4] and [2, 4, 4]",
                () -> ops.gemm(batch, false, batch, false, w));
        says(
                "operator Gemm (node 'Gemm_1') adds [2, 1, 3] to [t, 3]",
                () -> ops.gemm(x, false, w, true, graph.input("added", DataType.FLOAT, Shape.of(2, 1, 3))));
        says(
                "operator Gemm (node 'Gemm_2') mixes x: FLOAT[t, 4] and scalar: INT64[]",
                () -> ops.gemm(x, false, w, true, ops.scalar(DataType.INT64, 0)));
        TensorType part = TensorType.of(w);
        says(
                "operator Reshape (node 'Reshape') gives at most 1 outputs, not 2",
                () -> graph.applyAll(Op.RESHAPE, Map.of(), List.of(w, ops.int64s(3, 4)), List.of(part, part), null));
    }

    @Test
    void shapesAreInferredFromNamedExtents() {
        assertEquals(
                "MatMul_out: FLOAT[t, 3]", ops.matMul(x, ops.transpose(w, 1, 0)).toString());
        assertEquals(Shape.of(T, Dim.of(3)), ops.matMul(x, false, w, true, 0.5f).shape());
        assertEquals(
                Shape.of(Dim.of(4), Dim.of(4)),
                ops.matMul(x, true, x, false, 1f).shape());
        assertEquals(Shape.of(B, Dim.of(2), Dim.of(4)), ops.gather(x, ids, 0).shape());
        assertEquals(Shape.of(T, B, Dim.of(2)), ops.gather(x, ids, -1).shape());
        assertEquals(Shape.of(B, Dim.of(2)), ops.gatherElements(x, ids, 1).shape());
        assertEquals(
                "LessOrEqual_out: BOOL[t, 4]",
                ops.lessOrEqual(x, ops.scalar(DataType.FLOAT, 0)).toString());
        assertEquals(Shape.of(T, Dim.of(1)), ops.reduceSum(x, true, -1).shape());
        assertEquals(Shape.of(T), ops.reduceMean(x, false, 1).shape());
        assertEquals(Shape.SCALAR, ops.sumAll(x).shape());
        assertEquals(
                List.of("FLOAT[t, 4]", "FLOAT[t, 1]"),
                ops.rmsNorm(x, graph.input("scale", DataType.FLOAT, Shape.of(4)), 1e-5).stream()
                        .map(value -> value.type() + "" + value.shape())
                        .toList());
        assertEquals(Shape.of(2), ops.shape(x).shape());
        assertEquals(
                Shape.of(7, 4),
                graph.apply(
                                Op.CONCAT,
                                Map.of("axis", new Attribute.Int(-2)),
                                w,
                                graph.input("w2", DataType.FLOAT, Shape.of(4, 4)))
                        .shape());
        assertEquals(Shape.of(1), ops.extent(x, -2).shape());
        assertEquals(
                List.of(Shape.of(T, Dim.of(2)), Shape.of(T, Dim.of(2))),
                ops.split(x, 1, 2).stream().map(Value::shape).toList());
    }

    @Test
    void reshapesInferAtMostOneExtent() {
        assertEquals(x, ops.reshape(x, x.shape()));
        assertEquals(
                Shape.of(T, Dim.of(2), Dim.of(2)),
                ops.reshape(x, Shape.of(T, Dim.of(2), Dim.of(2))).shape());
        Value swapped = ops.transpose(ids, 1, 0);
        assertEquals(
                Shape.of(B.times(Dim.of(2))),
                ops.reshape(swapped, Shape.of(B.times(Dim.of(2)))).shape());
        Value square = graph.input("square", DataType.FLOAT, Shape.of(T, B));
        String message = assertThrows(IllegalArgumentException.class, () -> ops.reshape(square, Shape.of(B, T)))
                .getMessage();
        assertEquals(
                "reshaping [t, b] to [b, t] needs more than one extent known only at run time; use reshapeLike",
                message);
    }

    @Test
    void fusedAttentionTakesHeadsAndCachesThatFit() {
        Value q = graph.input("q", DataType.FLOAT, Shape.of(B, T, Dim.of(32)));
        Value k = graph.input("k", DataType.FLOAT, Shape.of(B, T, Dim.of(16)));
        Value past = graph.input("past", DataType.FLOAT, Shape.of(B, Dim.of(2), Dim.named("c"), Dim.of(8)));
        Value flat = graph.input("flat", DataType.FLOAT, Shape.of(B, T, Dim.of(8)));
        Value last = graph.input("last", DataType.INT32, Shape.of(B));
        Value total = graph.input("total", DataType.INT32, Shape.of(1));
        List<Value> results = new GroupQueryAttention(graph, 4, 2, 1f, last, total).attend(q, k, k, past, past);
        assertEquals(
                List.of(q.shape(), past.shape(), past.shape()),
                results.stream().map(Value::shape).toList());
        says(
                "operator GroupQueryAttention (node 'GroupQueryAttention_1') takes 2 query and 2 key heads of 8, not "
                        + q + ", " + k + " and " + k,
                () -> new GroupQueryAttention(graph, 2, 2, 1f, last, total).attend(q, k, k, past, past));
        says(
                "operator GroupQueryAttention (node 'GroupQueryAttention_2') takes caches of one shape [batch, heads, "
                        + "capacity, head size], not " + past + " and " + flat,
                () -> new GroupQueryAttention(graph, 4, 2, 1f, last, total).attend(q, k, k, past, flat));
        says(
                "operator GroupQueryAttention (node 'GroupQueryAttention_3') takes INT32, not " + ids,
                () -> new GroupQueryAttention(graph, 4, 2, 1f, ids, total).attend(q, k, k, past, past));
    }

    @Test
    void argMaxDropsItsAxis() {
        Value largest = ops.argMax(x);
        assertEquals(Shape.of(T), largest.shape());
        assertEquals(DataType.INT64, largest.type());
    }

    @Test
    void namesAndDomainsAreThoseOfOnnxRuntime() {
        assertEquals(
                Arrays.stream(Op.values())
                        .map(op -> op.domain() + ":" + op.opName())
                        .distinct()
                        .count(),
                Op.values().length);
        List<String> contributed = Arrays.stream(Op.values())
                .filter(op -> op.domain().equals("com.microsoft"))
                .map(Op::opName)
                .toList();
        assertEquals(
                List.of(
                        "FusedMatMul",
                        "QuickGelu",
                        "QuickGeluGrad",
                        "RotaryEmbedding",
                        "SkipSimplifiedLayerNormalization",
                        "GroupQueryAttention",
                        "MatMulNBits",
                        "InPlaceAccumulatorV2",
                        "InplaceClipGradNorm",
                        "AdamWOptimizer"),
                contributed);
    }

    private static void says(String message, Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }
}
