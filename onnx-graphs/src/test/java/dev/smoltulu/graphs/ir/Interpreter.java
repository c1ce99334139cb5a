package dev.smoltulu.graphs.ir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Evaluates a graph in double precision, independently of ONNX Runtime: what a graph's gradients are checked with.
 * Every value is also checked against the shape that the graph gives it.
 */
public final class Interpreter {

    private final Map<Value, Tensor> values = new IdentityHashMap<>();
    private final Map<String, Long> symbols = new HashMap<>();

    private Interpreter() {}

    /**
     * Runs a graph.
     *
     * @param feeds a tensor for every input, by name; accumulators write into the arrays given here
     * @return the graph's outputs by name
     */
    public static Map<String, Tensor> run(Graph graph, Map<String, Tensor> feeds) {
        Interpreter interpreter = new Interpreter();
        for (Value input : graph.inputs()) {
            Tensor fed = feeds.get(input.name());
            if (fed == null) {
                throw new IllegalArgumentException("nothing is fed to input " + input);
            }
            interpreter.put(input, fed);
        }
        graph.constants().forEach((value, constant) -> interpreter.put(value, read(constant)));
        graph.nodes().forEach(interpreter::run);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, value) -> outputs.put(name, interpreter.values.get(value)));
        return outputs;
    }

    private void run(Node node) {
        List<Tensor> in = node.inputs().stream().map(values::get).toList();
        List<Tensor> out;
        try {
            out = results(node, in);
        } catch (RuntimeException e) {
            throw new IllegalStateException("in the " + node + ": " + e.getMessage(), e);
        }
        if (out.size() != node.outputs().size()) {
            throw new IllegalStateException(
                    "the " + node + " declares " + node.outputs().size() + " outputs, not " + out.size());
        }
        for (int i = 0; i < out.size(); i++) {
            Value output = node.output(i);
            put(output, output.type() == DataType.BFLOAT16 ? cast(out.get(i), DataType.BFLOAT16) : out.get(i));
        }
    }

    private static List<Tensor> results(Node node, List<Tensor> in) {
        return switch (node.op()) {
            case SPLIT ->
                MovementKernels.split(in.get(0), axis(node, in, 0), (int) node.intAttribute("num_outputs", 0));
            case SIMPLIFIED_LAYER_NORMALIZATION ->
                MathKernels.rmsNorm(in.get(0), in.get(1), node.realAttribute("epsilon", 1e-5f));
            case IN_PLACE_ACCUMULATOR ->
                accumulate(in.get(0), in.get(1), in.get(2).item() != 0);
            default -> List.of(result(node, in));
        };
    }

    private static Tensor result(Node node, List<Tensor> in) {
        Tensor x = in.get(0);
        return switch (node.op()) {
            case ADD -> MathKernels.binary(x, in.get(1), Double::sum);
            case SUB -> MathKernels.binary(x, in.get(1), (a, b) -> a - b);
            case MUL -> MathKernels.binary(x, in.get(1), (a, b) -> a * b);
            case DIV ->
                cast(
                        MathKernels.binary(x, in.get(1), (a, b) -> a / b),
                        node.output(0).type());
            case MAX -> MathKernels.binary(x, in.get(1), Math::max);
            case LESS_OR_EQUAL -> MathKernels.binary(x, in.get(1), (a, b) -> a <= b ? 1 : 0);
            case WHERE -> MathKernels.where(x, in.get(1), in.get(2));
            case NEG -> x.map(a -> -a);
            case EXP -> x.map(Math::exp);
            case LOG -> x.map(Math::log);
            case SQRT -> x.map(Math::sqrt);
            case SIGMOID -> x.map(MathKernels::sigmoid);
            case SOFTPLUS -> x.map(MathKernels::softplus);
            case CLIP ->
                x.map(a -> Math.min(Math.max(a, in.get(1).item()), in.get(2).item()));
            case IDENTITY -> x;
            case CAST -> cast(x, node.output(0).type());
            case RESHAPE -> MovementKernels.reshape(x, in.get(1).ints());
            case TRANSPOSE ->
                MovementKernels.transpose(
                        x,
                        node.intsAttribute("perm").stream()
                                .mapToInt(Long::intValue)
                                .toArray());
            case EXPAND -> MovementKernels.expand(x, in.get(1).ints());
            case GATHER -> MovementKernels.gather(x, in.get(1), axis(node, in, 0));
            case GATHER_ELEMENTS -> MovementKernels.gatherElements(x, in.get(1), axis(node, in, 0));
            case SCATTER_ELEMENTS ->
                MovementKernels.scatterElements(x, in.get(1), in.get(2), axis(node, in, 0), adds(node));
            case CONCAT -> MovementKernels.concat(in, axis(node, in, 0));
            case SLICE ->
                MovementKernels.slice(
                        x, in.get(1).ints(), in.get(2).ints(), in.get(3).ints());
            case SHAPE ->
                Tensor.integers(
                        IntStream.range((int) node.intAttribute("start", 0), (int) node.intAttribute("end", x.rank()))
                                .map(axis -> x.dims()[axis])
                                .toArray());
            case RANGE ->
                MovementKernels.range(x.item(), in.get(1).item(), in.get(2).item());
            case CONSTANT_OF_SHAPE -> Tensor.zeros(x.ints());
            case REDUCE_SUM -> MathKernels.reduceSum(x, in.get(1).ints(), keepDims(node));
            case REDUCE_MEAN -> {
                Tensor sum = MathKernels.reduceSum(x, in.get(1).ints(), keepDims(node));
                double count = (double) x.data().length / sum.data().length;
                yield sum.map(a -> a / count);
            }
            case REDUCE_SUM_SQUARE ->
                MathKernels.reduceSum(x.map(a -> a * a), in.get(1).ints(), keepDims(node));
            case ARG_MAX -> MathKernels.argMax(x);
            case MATMUL, FUSED_MATMUL -> cast(product(node, in), node.output(0).type());
            case GEMM -> {
                Tensor product = cast(product(node, in), node.output(0).type());
                double beta = node.realAttribute("beta", 1f);
                yield in.size() < 3 ? product : MathKernels.binary(product, in.get(2), (a, b) -> a + beta * b);
            }
            case SOFTMAX -> MathKernels.logSoftmax(x, axis(node, in, -1)).map(Math::exp);
            case LOG_SOFTMAX -> MathKernels.logSoftmax(x, axis(node, in, -1));
            case QUICK_GELU -> {
                double alpha = node.realAttribute("alpha", 1.702f);
                yield x.map(a -> a * MathKernels.sigmoid(alpha * a));
            }
            case QUICK_GELU_GRAD -> {
                double alpha = node.realAttribute("alpha", 1.702f);
                yield MathKernels.binary(x, in.get(1), (dy, a) -> MathKernels.quickGeluGrad(dy, a, alpha));
            }
            case ROTARY_EMBEDDING ->
                MathKernels.rotary(
                        x,
                        in.get(1),
                        in.get(2),
                        in.get(3),
                        (int) node.intAttribute("num_heads", 0),
                        node.intAttribute("interleaved", 0) == 1);
            case SPLIT, SIMPLIFIED_LAYER_NORMALIZATION, IN_PLACE_ACCUMULATOR ->
                throw new IllegalStateException("has several outputs");
            case GROUP_QUERY_ATTENTION,
                    CLIP_GRAD_NORM,
                    ADAMW,
                    SKIP_SIMPLIFIED_LAYER_NORMALIZATION,
                    DYNAMIC_QUANTIZE_LINEAR,
                    MATMUL_INTEGER,
                    MATMUL_NBITS,
                    CUM_SUM,
                    TOP_K -> throw new UnsupportedOperationException("no part of a training graph's passes");
        };
    }

    private static Tensor product(Node node, List<Tensor> in) {
        return MathKernels.matMul(
                in.get(0),
                node.intAttribute("transA", 0) == 1,
                in.get(1),
                node.intAttribute("transB", 0) == 1,
                node.realAttribute("alpha", 1f));
    }

    private static List<Tensor> accumulate(Tensor buffer, Tensor gradient, boolean reset) {
        if (!Arrays.equals(buffer.dims(), gradient.dims())) {
            throw new IllegalArgumentException(
                    "adds " + Arrays.toString(gradient.dims()) + " to " + Arrays.toString(buffer.dims()));
        }
        for (int i = 0; i < buffer.data().length; i++) {
            buffer.data()[i] = gradient.data()[i] + (reset ? 0 : buffer.data()[i]);
        }
        return List.of(Tensor.vector(1), buffer);
    }

    private static Tensor cast(Tensor x, DataType to) {
        return switch (to) {
            case INT32, INT64 -> x.map(a -> (long) a);
            case BOOL -> x.map(a -> a != 0 ? 1 : 0);
            // The narrow type that training uses is rounded to; the others stand for exact numbers.
            case BFLOAT16 -> x.map(a -> HalfFloats.fromBf16(HalfFloats.toBf16((float) a)));
            case FLOAT, DOUBLE, FLOAT16 -> x;
            case UINT8 -> x.map(a -> (long) a & 255);
        };
    }

    private static int axis(Node node, List<Tensor> in, int otherwise) {
        return in.get(0).axis(node.intAttribute("axis", otherwise));
    }

    private static boolean keepDims(Node node) {
        return node.intAttribute("keepdims", 1) == 1;
    }

    private static boolean adds(Node node) {
        String reduction = node.attributes().get("reduction") instanceof Attribute.Text text ? text.value() : "none";
        if (!List.of("none", "add").contains(reduction)) {
            throw new UnsupportedOperationException("reduction " + reduction);
        }
        return reduction.equals("add");
    }

    private static Tensor read(Constant constant) {
        ByteBuffer bytes = ByteBuffer.wrap(constant.data()).order(ByteOrder.LITTLE_ENDIAN);
        Tensor tensor = Tensor.zeros(Arrays.stream(constant.shape().sizes())
                .mapToInt(Math::toIntExact)
                .toArray());
        Arrays.setAll(tensor.data(), i -> switch (constant.type()) {
            case FLOAT -> bytes.getFloat();
            case DOUBLE -> bytes.getDouble();
            case INT32 -> bytes.getInt();
            case INT64 -> bytes.getLong();
            case BOOL -> bytes.get();
            case UINT8 -> bytes.get() & 255;
            case BFLOAT16 -> HalfFloats.fromBf16(bytes.getShort());
            case FLOAT16 -> throw new UnsupportedOperationException("constants of " + constant.type());
        });
        return tensor;
    }

    /** Learns what names stand for where they are met first. */
    private void bind(Value input, Tensor fed) {
        for (int axis = 0; axis < Math.min(input.shape().rank(), fed.rank()); axis++) {
            Dim dim = input.shape().dim(axis);
            if (dim.symbols().size() == 1) {
                symbols.putIfAbsent(dim.symbols().get(0), fed.dim(axis) / dim.factor());
            }
        }
    }

    private void put(Value value, Tensor tensor) {
        bind(value, tensor);
        long[] declared = value.shape().dims().stream().mapToLong(this::extent).toArray();
        long[] actual = Arrays.stream(tensor.dims()).asLongStream().toArray();
        if (!Arrays.equals(declared, actual)) {
            throw new IllegalStateException(value + " is " + Arrays.toString(actual)
                    + (value.producer() == null ? "" : " out of the " + value.producer()));
        }
        values.put(value, tensor);
    }

    private long extent(Dim dim) {
        return dim.symbols().stream().mapToLong(symbols::get).reduce(dim.factor(), Math::multiplyExact);
    }
}
