package dev.smoltulu.graphs.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The catalogue as Java methods: each adds one node to a graph and returns its result. */
public final class Operators {

    private final Graph graph;

    /** Methods that add nodes to {@code graph}. */
    public Operators(Graph graph) {
        this.graph = graph;
    }

    /** The graph that nodes are added to. */
    public Graph graph() {
        return graph;
    }

    /** a + b, broadcast. */
    public Value add(Value a, Value b) {
        return graph.apply(Op.ADD, Map.of(), a, b);
    }

    /** a - b, broadcast. */
    public Value sub(Value a, Value b) {
        return graph.apply(Op.SUB, Map.of(), a, b);
    }

    /** a * b element by element, broadcast. */
    public Value mul(Value a, Value b) {
        return graph.apply(Op.MUL, Map.of(), a, b);
    }

    /** a / b element by element, broadcast. */
    public Value div(Value a, Value b) {
        return graph.apply(Op.DIV, Map.of(), a, b);
    }

    /** The larger of the two, element by element. */
    public Value max(Value a, Value b) {
        return graph.apply(Op.MAX, Map.of(), a, b);
    }

    /** {@code x} where it lies between the two bounds, else the nearer one. */
    public Value clip(Value x, double low, double high) {
        return graph.apply(Op.CLIP, Map.of(), x, scalar(x.type(), low), scalar(x.type(), high));
    }

    /** -x. */
    public Value neg(Value x) {
        return graph.apply(Op.NEG, Map.of(), x);
    }

    /** e to the power of x. */
    public Value exp(Value x) {
        return graph.apply(Op.EXP, Map.of(), x);
    }

    /** The natural logarithm. */
    public Value log(Value x) {
        return graph.apply(Op.LOG, Map.of(), x);
    }

    /** The square root. */
    public Value sqrt(Value x) {
        return graph.apply(Op.SQRT, Map.of(), x);
    }

    /** 1 / (1 + exp(-x)). */
    public Value sigmoid(Value x) {
        return graph.apply(Op.SIGMOID, Map.of(), x);
    }

    /** log(1 + exp(x)). */
    public Value softplus(Value x) {
        return graph.apply(Op.SOFTPLUS, Map.of(), x);
    }

    /** {@code x} under another name. */
    public Value identity(Value x) {
        return graph.apply(Op.IDENTITY, Map.of(), x);
    }

    /** {@code x}, through which no gradient flows: PyTorch's {@code detach}. */
    public Value stopGradient(Value x) {
        return graph.differentiable(
                "stop_gradient",
                List.of(x),
                () -> identity(x),
                out -> (gradient, at) -> Collections.singletonList(null));
    }

    /** {@code then} where the condition holds, else {@code otherwise}, broadcast. */
    public Value where(Value condition, Value then, Value otherwise) {
        return graph.apply(Op.WHERE, Map.of(), condition, then, otherwise);
    }

    /** Whether a is at most b, bool, broadcast. */
    public Value lessOrEqual(Value a, Value b) {
        return graph.apply(Op.LESS_OR_EQUAL, Map.of(), a, b);
    }

    /** {@code x} in another element type; {@code x} itself where it has that type. */
    public Value cast(Value x, DataType type) {
        return x.type() == type ? x : graph.apply(Op.CAST, Map.of("to", new Attribute.Int(type.onnx())), x);
    }

    /** A number of {@code type}, as a scalar. */
    public Value scalar(DataType type, double value) {
        return type == DataType.INT64
                ? graph.constant("scalar", Constant.int64(Shape.SCALAR, (long) value))
                : graph.constant("scalar", Constant.real(type, Shape.SCALAR, value));
    }

    /** A constant vector, int64 [n]. */
    public Value int64s(long... values) {
        return graph.constant("int64s", Constant.int64(Shape.of((long) values.length), values));
    }

    /** {@code x} with the same elements in shape {@code target}. */
    public Value reshape(Value x, Shape target) {
        if (x.shape().equals(target)) {
            return x;
        }
        long[] sizes = ReshapeTarget.of(x.shape(), target)
                .orElseThrow(() -> new IllegalArgumentException("reshaping " + x.shape() + " to " + target
                        + " needs more than one extent known only at run time; use reshapeLike"));
        return graph.applyAs(Op.RESHAPE, new TensorType(x.type(), target), Map.of(), x, int64s(sizes));
    }

    /** {@code x} with the elements laid out as in {@code like}, whose extents may be known only at run time. */
    public Value reshapeLike(Value x, Value like) {
        if (x.shape().equals(like.shape())) {
            return x;
        }
        TensorType type = new TensorType(x.type(), like.shape());
        Value target =
                ReshapeTarget.of(x.shape(), like.shape()).map(this::int64s).orElseGet(() -> shape(like));
        return graph.applyAs(Op.RESHAPE, type, Map.of(), x, target);
    }

    /** Zeros of the type and shape of {@code like}. */
    public Value zerosLike(Value like) {
        TensorType type = new TensorType(DataType.FLOAT, like.shape());
        Value zeros = graph.applyAs(
                Op.CONSTANT_OF_SHAPE,
                type,
                Map.of(),
                like.shape().isKnown() ? int64s(like.shape().sizes()) : shape(like));
        return cast(zeros, like.type());
    }

    /** {@code x} repeated to the shape of {@code like}. */
    public Value expandLike(Value x, Value like) {
        if (x.shape().equals(like.shape())) {
            return x;
        }
        Value shape = like.shape().isKnown() ? int64s(like.shape().sizes()) : shape(like);
        return graph.applyAs(Op.EXPAND, new TensorType(x.type(), like.shape()), Map.of(), x, shape);
    }

    /** The extents of {@code x}, int64 [rank]. */
    public Value shape(Value x) {
        return graph.apply(Op.SHAPE, Map.of(), x);
    }

    /** The extent of one axis, as an int64 tensor of one element. */
    public Value extent(Value x, int axis) {
        int start = x.shape().normalize(axis);
        return graph.apply(Op.SHAPE, Map.of("start", new Attribute.Int(start), "end", new Attribute.Int(start + 1)), x);
    }

    /** The extent of one axis, as an int64 scalar. */
    public Value scalarExtent(Value x, int axis) {
        return gather(shape(x), scalar(DataType.INT64, x.shape().normalize(axis)), 0);
    }

    /** 0, 1, ..., n-1 for the int64 scalar {@code n}, whose value is {@code size}. */
    public Value range(Value n, Dim size) {
        return range(scalar(DataType.INT64, 0), n, size);
    }

    /** first, first + 1, ..., limit - 1 for int64 scalars whose difference is {@code size}. */
    public Value range(Value first, Value limit, Dim size) {
        return graph.applyAs(
                Op.RANGE,
                new TensorType(DataType.INT64, Shape.of(size)),
                Map.of(),
                first,
                limit,
                scalar(DataType.INT64, 1));
    }

    /** The entries of {@code axis} from {@code start} up to {@code end}, both int64 [1]; {@code extent} of them. */
    public Value slice(Value x, int axis, Value start, Value end, Dim extent) {
        return graph.applyAs(
                Op.SLICE,
                new TensorType(x.type(), x.shape().with(axis, extent)),
                Map.of(),
                x,
                start,
                end,
                int64s(axis));
    }

    /** {@code x} with its axes in another order: axis i of the result is axis {@code perm[i]} of {@code x}. */
    public Value transpose(Value x, int... perm) {
        List<Long> axes = Arrays.stream(perm).mapToObj(axis -> (long) axis).toList();
        return graph.apply(Op.TRANSPOSE, Map.of("perm", new Attribute.Ints(axes)), x);
    }

    /** The entries of {@code axis} at {@code indices}, whose axes take the place of {@code axis}. */
    public Value gather(Value data, Value indices, int axis) {
        return graph.apply(Op.GATHER, Map.of("axis", new Attribute.Int(axis)), data, indices);
    }

    /** One element for each of {@code indices}, whose other coordinates are the index's own. */
    public Value gatherElements(Value data, Value indices, int axis) {
        return graph.apply(Op.GATHER_ELEMENTS, Map.of("axis", new Attribute.Int(axis)), data, indices);
    }

    /** {@code data} with {@code updates} added at {@code indices} along {@code axis}. */
    public Value scatterElementsAdd(Value data, Value indices, Value updates, int axis) {
        return graph.apply(
                Op.SCATTER_ELEMENTS,
                Map.of("axis", new Attribute.Int(axis), "reduction", new Attribute.Text("add")),
                data,
                indices,
                updates);
    }

    /** {@code data} with {@code updates} in place of its elements at {@code indices} along {@code axis}. */
    public Value scatterElements(Value data, Value indices, Value updates, int axis) {
        return graph.apply(Op.SCATTER_ELEMENTS, Map.of("axis", new Attribute.Int(axis)), data, indices, updates);
    }

    /** {@code x} in {@code parts} equal parts along {@code axis}, whose extent must divide; one part is x itself. */
    public List<Value> split(Value x, int axis, int parts) {
        if (parts == 1) {
            return List.of(x);
        }
        Dim part = x.shape()
                .dim(axis)
                .dividedBy(Dim.of(parts))
                .orElseThrow(() -> new IllegalArgumentException("cannot split " + x + " into " + parts));
        TensorType type = new TensorType(x.type(), x.shape().with(axis, part));
        return graph.applyAll(
                Op.SPLIT,
                Map.of("axis", new Attribute.Int(axis), "num_outputs", new Attribute.Int(parts)),
                List.of(x),
                IntStream.range(0, parts).mapToObj(i -> type).toList(),
                null);
    }

    /** The halves of {@code x} along {@code axis}, whose even extent is known; unlike {@link #split} in any opset. */
    public List<Value> halves(Value x, int axis) {
        Dim half = x.shape()
                .dim(axis)
                .dividedBy(Dim.of(2))
                .orElseThrow(() -> new IllegalArgumentException("cannot split " + x + " in two"));
        TensorType type = new TensorType(x.type(), x.shape().with(axis, half));
        return graph.applyAll(
                Op.SPLIT,
                Map.of("axis", new Attribute.Int(axis)),
                List.of(x, int64s(half.size(), half.size())),
                List.of(type, type),
                null);
    }

    /** The parts joined along {@code axis}; the result's shape is {@code joined}. A single part is that already. */
    public Value concat(List<Value> parts, int axis, Shape joined) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        TensorType type = new TensorType(parts.get(0).type(), joined);
        return graph.applyAll(Op.CONCAT, Map.of("axis", new Attribute.Int(axis)), parts, List.of(type), null)
                .get(0);
    }

    /** The sum over {@code axes}. */
    public Value reduceSum(Value x, boolean keepDims, int... axes) {
        return reduce(Op.REDUCE_SUM, x, keepDims, axes);
    }

    /** The mean over {@code axes}. */
    public Value reduceMean(Value x, boolean keepDims, int... axes) {
        return reduce(Op.REDUCE_MEAN, x, keepDims, axes);
    }

    /** The sum of squares over {@code axes}. */
    public Value reduceSumSquare(Value x, boolean keepDims, int... axes) {
        return reduce(Op.REDUCE_SUM_SQUARE, x, keepDims, axes);
    }

    /** The index of the largest element of each row of the last axis, int64; of equal ones the first. */
    public Value argMax(Value x) {
        return graph.apply(Op.ARG_MAX, Map.of("axis", new Attribute.Int(-1), "keepdims", flag(false)), x);
    }

    /** The exclusive cumulative sum over the last axis: for each element the sum of those before it. */
    public Value sumBefore(Value x) {
        return graph.apply(
                Op.CUM_SUM,
                Map.of("exclusive", flag(true)),
                x,
                scalar(DataType.INT64, x.shape().rank() - 1));
    }

    /** Rows sorted along the last axis, whose extent is known, the largest first: (elements, their indices before). */
    public List<Value> sortDescending(Value x) {
        return graph.applyAll(
                Op.TOP_K,
                Map.of("axis", new Attribute.Int(-1)),
                List.of(x, int64s(x.shape().dim(-1).size())),
                List.of(TensorType.of(x), new TensorType(DataType.INT64, x.shape())),
                null);
    }

    /** The sum of all elements, as a scalar. */
    public Value sumAll(Value x) {
        return reduceSum(x, false, IntStream.range(0, x.shape().rank()).toArray());
    }

    /** Matrix multiplication over the last two axes; leading axes broadcast. */
    public Value matMul(Value a, Value b) {
        return graph.apply(Op.MATMUL, Map.of(), a, b);
    }

    /** {@code alpha * op(a) op(b)} over the last two axes, where op swaps them if asked. */
    public Value matMul(Value a, boolean transA, Value b, boolean transB, float alpha) {
        if (!transA && !transB && alpha == 1f) {
            return matMul(a, b);
        }
        return graph.apply(
                Op.FUSED_MATMUL,
                Map.of("transA", flag(transA), "transB", flag(transB), "alpha", new Attribute.Real(alpha)),
                a,
                b);
    }

    /**
     * {@code alpha * a' op(b)}, as in a weight's gradient. For matrices the transpose is a node of its own: it costs a
     * tenth of what ONNX Runtime's CPU kernel loses on a transposed left operand (docs/performance.md).
     */
    public Value transposedMatMul(Value a, Value b, boolean transB, float alpha) {
        return a.shape().rank() == 2
                ? matMul(transpose(a, 1, 0), false, b, transB, alpha)
                : matMul(a, true, b, transB, alpha);
    }

    /** {@code op(a) op(b)} for matrices. */
    public Value gemm(Value a, boolean transA, Value b, boolean transB) {
        return graph.apply(Op.GEMM, Map.of("transA", flag(transA), "transB", flag(transB)), a, b);
    }

    /** {@code op(a) op(b) + c} for matrices. */
    public Value gemm(Value a, boolean transA, Value b, boolean transB, Value c) {
        return graph.apply(Op.GEMM, Map.of("transA", flag(transA), "transB", flag(transB)), a, b, c);
    }

    /** exp(x) / sum(exp(x)) over the last axis. */
    public Value softmax(Value x) {
        return graph.apply(Op.SOFTMAX, Map.of("axis", new Attribute.Int(-1)), x);
    }

    /** The logarithm of {@link #softmax}. */
    public Value logSoftmax(Value x) {
        return graph.apply(Op.LOG_SOFTMAX, Map.of("axis", new Attribute.Int(-1)), x);
    }

    /** Root-mean-square normalisation over the last axis: (y, 1/rms). */
    public List<Value> rmsNorm(Value x, Value scale, double epsilon) {
        return graph.applyAll(
                Op.SIMPLIFIED_LAYER_NORMALIZATION,
                Map.of(
                        "axis",
                        new Attribute.Int(-1),
                        "epsilon",
                        new Attribute.Real((float) epsilon),
                        "stash_type",
                        new Attribute.Int(1)),
                List.of(x, scale),
                List.of(),
                null);
    }

    /** x * sigmoid(alpha * x); SiLU for alpha 1. */
    public Value quickGelu(Value x, float alpha) {
        return graph.apply(Op.QUICK_GELU, Map.of("alpha", new Attribute.Real(alpha)), x);
    }

    /** The gradient of {@link #quickGelu} at {@code x}, times {@code dy}. */
    public Value quickGeluGrad(Value dy, Value x, float alpha) {
        return graph.apply(Op.QUICK_GELU_GRAD, Map.of("alpha", new Attribute.Real(alpha)), dy, x);
    }

    /**
     * Rotates the halves of each head of {@code x} [batch, sequence, heads * headDim] by the angles at
     * {@code positions} [batch, sequence]; {@code cos} and {@code sin} are [positions, headDim / 2].
     */
    public Value rotaryEmbedding(Value x, Value positions, Value cos, Value sin, int heads) {
        return graph.apply(
                Op.ROTARY_EMBEDDING,
                Map.of("num_heads", new Attribute.Int(heads), "interleaved", new Attribute.Int(0)),
                x,
                positions,
                cos,
                sin);
    }

    /**
     * Residual addition and root-mean-square normalisation in one: (the norm of x + skip, x + skip), both of the
     * type and shape of {@code x} [tokens, hidden].
     */
    public List<Value> skipRmsNorm(Value x, Value skip, Value scale, double epsilon) {
        TensorType type = TensorType.of(x);
        List<Value> results = graph.applyAll(
                Op.SKIP_SIMPLIFIED_LAYER_NORMALIZATION,
                Map.of("epsilon", new Attribute.Real((float) epsilon)),
                List.of(x, skip, scale),
                Arrays.asList(type, null, null, type),
                null);
        return List.of(results.get(0), results.get(3));
    }

    /** The first {@code count} entries of the last axis. */
    public Value firstOfLastAxis(Value x, long count) {
        return slice(x, x.shape().rank() - 1, int64s(0), int64s(count), Dim.of(count));
    }

    /** {@code x} as unsigned bytes with one scale and zero point of the whole: (bytes, scale, zero point). */
    public List<Value> dynamicQuantize(Value x) {
        return graph.applyAll(Op.DYNAMIC_QUANTIZE_LINEAR, Map.of(), List.of(x), List.of(), null);
    }

    /** (a - zeroA)(b - zeroB) in int32, of unsigned bytes. */
    public Value matMulInteger(Value a, Value b, Value zeroA, Value zeroB) {
        return graph.apply(Op.MATMUL_INTEGER, Map.of(), a, b, zeroA, zeroB);
    }

    /**
     * {@code x} [.., K] times the transpose of a matrix [N, K] in blocks of few bits along K.
     *
     * @param packed [N, blocks, bytes of a block], uint8
     * @param scales [N, blocks], of the type of {@code x}
     * @param zeros  packed like the weights, [N, bytes of a row's blocks]; null where the middle of the range is zero
     * @param level  the arithmetic of the multiplication: 1 in float, 4 in bytes
     */
    public Value matMulNBits(Value x, Value packed, Value scales, Value zeros, int bits, int blockSize, int level) {
        Map<String, Attribute> attributes = Map.of(
                "K",
                new Attribute.Int(x.shape().dim(-1).size()),
                "N",
                new Attribute.Int(packed.shape().dim(0).size()),
                "bits",
                new Attribute.Int(bits),
                "block_size",
                new Attribute.Int(blockSize),
                "accuracy_level",
                new Attribute.Int(level));
        List<Value> operands = zeros == null ? List.of(x, packed, scales) : List.of(x, packed, scales, zeros);
        return graph.applyAll(Op.MATMUL_NBITS, attributes, operands, List.of(), null)
                .get(0);
    }

    private Value reduce(Op op, Value x, boolean keepDims, int... axes) {
        int[] normalized = Arrays.stream(axes).map(x.shape()::normalize).toArray();
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            int candidate = axis;
            if (Arrays.stream(normalized).noneMatch(reduced -> reduced == candidate)) {
                dims.add(x.shape().dim(axis));
            } else if (keepDims) {
                dims.add(Dim.of(1));
            }
        }
        return graph.applyAs(
                op,
                new TensorType(x.type(), new Shape(dims)),
                Map.of("keepdims", flag(keepDims)),
                x,
                int64s(Arrays.stream(normalized).asLongStream().toArray()));
    }

    private static Attribute flag(boolean value) {
        return new Attribute.Int(value ? 1 : 0);
    }
}
