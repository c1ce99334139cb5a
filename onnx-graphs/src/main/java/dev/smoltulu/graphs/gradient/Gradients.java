package dev.smoltulu.graphs.gradient;

import dev.smoltulu.graphs.ir.Attribute;
import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table of gradient rules, one row per operator. A rule emits nodes and returns one gradient per forward input,
 * null where there is none. Gradients of broadcast inputs may be returned unreduced: {@link ReverseMode} sums them to
 * the input's shape. To make another operator differentiable, move it from {@link #NOT_IMPLEMENTED} to the table and
 * add a case to GradientCases.
 */
final class Gradients {

    /** The derivative of one operator. */
    @FunctionalInterface
    interface Rule {
        List<Value> apply(GradientContext c, Operators o);
    }

    private static final Map<Op, Rule> TABLE = new EnumMap<>(Op.class);

    /**
     * Operators whose result does not change smoothly with their inputs, or that update in place: comparisons, indices,
     * extents, rounding, accumulators and optimizers. There is no gradient to implement.
     */
    static final Set<Op> NO_GRADIENT = EnumSet.of(
            Op.LESS_OR_EQUAL,
            Op.ARG_MAX,
            Op.SHAPE,
            Op.RANGE,
            Op.CONSTANT_OF_SHAPE,
            Op.DYNAMIC_QUANTIZE_LINEAR,
            Op.MATMUL_INTEGER,
            Op.IN_PLACE_ACCUMULATOR,
            Op.CLIP_GRAD_NORM,
            Op.ADAMW);

    /**
     * Differentiable operators without a rule: in the graphs that are trained, no gradient flows through them outside
     * of blocks with a derivative of their own.
     */
    static final Set<Op> NOT_IMPLEMENTED = EnumSet.of(
            Op.SLICE,
            Op.SPLIT,
            Op.CUM_SUM,
            Op.TOP_K,
            Op.GEMM,
            Op.QUICK_GELU_GRAD,
            Op.SKIP_SIMPLIFIED_LAYER_NORMALIZATION,
            Op.GROUP_QUERY_ATTENTION,
            Op.MATMUL_NBITS);

    static {
        TABLE.put(Op.ADD, (c, o) -> both(c.grad(), c.grad()));
        TABLE.put(Op.SUB, (c, o) -> both(c.grad(), o.neg(c.grad())));
        TABLE.put(Op.MUL, (c, o) -> both(o.mul(c.grad(), c.in(1)), o.mul(c.grad(), c.in(0))));
        TABLE.put(Op.DIV, (c, o) -> {
            Value da = o.div(c.grad(), c.in(1));
            return both(da, o.neg(o.mul(da, c.out(0))));
        });
        // Where both are equal all of it goes to the first: any share is a subgradient.
        TABLE.put(Op.MAX, (c, o) -> {
            Value first = o.lessOrEqual(c.in(1), c.in(0));
            return both(o.where(first, c.grad(), real(c, 0)), o.where(first, real(c, 0), c.grad()));
        });
        TABLE.put(Op.CLIP, (c, o) -> {
            Value below = o.where(o.lessOrEqual(c.in(0), c.in(2)), c.grad(), real(c, 0));
            return Arrays.asList(o.where(o.lessOrEqual(c.in(1), c.in(0)), below, real(c, 0)), null, null);
        });
        TABLE.put(Op.NEG, (c, o) -> one(o.neg(c.grad())));
        TABLE.put(Op.EXP, (c, o) -> one(o.mul(c.grad(), c.out(0))));
        TABLE.put(Op.LOG, (c, o) -> one(o.div(c.grad(), c.in(0))));
        TABLE.put(Op.SQRT, (c, o) -> one(o.div(o.mul(c.grad(), real(c, 0.5)), c.out(0))));
        TABLE.put(Op.SIGMOID, (c, o) -> one(o.mul(c.grad(), o.mul(c.out(0), o.sub(real(c, 1), c.out(0))))));
        TABLE.put(Op.SOFTPLUS, (c, o) -> one(o.mul(c.grad(), o.sigmoid(c.in(0)))));
        TABLE.put(Op.IDENTITY, (c, o) -> one(c.grad()));
        TABLE.put(Op.CAST, Gradients::cast);
        TABLE.put(
                Op.WHERE,
                (c, o) -> Arrays.asList(
                        null, o.where(c.in(0), c.grad(), real(c, 0)), o.where(c.in(0), real(c, 0), c.grad())));

        TABLE.put(Op.RESHAPE, (c, o) -> both(o.reshapeLike(c.grad(), c.in(0)), null));
        TABLE.put(Op.EXPAND, (c, o) -> both(c.grad(), null));
        TABLE.put(
                Op.TRANSPOSE,
                (c, o) -> one(o.transpose(c.grad(), inverse(c.node().intsAttribute("perm")))));
        TABLE.put(
                Op.GATHER_ELEMENTS,
                (c, o) -> both(o.scatterElementsAdd(o.zerosLike(c.in(0)), c.in(1), c.grad(), axis(c.node())), null));
        TABLE.put(Op.GATHER, (c, o) -> both(scatterRows(o, o.zerosLike(c.in(0)), c), null));
        TABLE.put(Op.SCATTER_ELEMENTS, Gradients::scatterElements);
        TABLE.put(Op.CONCAT, Gradients::concat);

        TABLE.put(Op.REDUCE_SUM, (c, o) -> both(spread(o, c.grad(), c), null));
        TABLE.put(
                Op.REDUCE_MEAN, (c, o) -> both(spread(o, o.mul(c.grad(), real(c, 1.0 / reducedElements(c))), c), null));
        TABLE.put(
                Op.REDUCE_SUM_SQUARE, (c, o) -> both(o.mul(spread(o, o.mul(c.grad(), real(c, 2)), c), c.in(0)), null));

        TABLE.put(Op.MATMUL, Gradients::matMul);
        TABLE.put(Op.FUSED_MATMUL, Gradients::matMul);
        TABLE.put(Op.SOFTMAX, (c, o) -> {
            Value inner = o.reduceSum(o.mul(c.grad(), c.out(0)), true, softmaxAxis(c));
            return one(o.mul(o.sub(c.grad(), inner), c.out(0)));
        });
        TABLE.put(
                Op.LOG_SOFTMAX,
                (c, o) -> one(o.sub(c.grad(), o.mul(o.exp(c.out(0)), o.reduceSum(c.grad(), true, softmaxAxis(c))))));
        TABLE.put(Op.SIMPLIFIED_LAYER_NORMALIZATION, Gradients::rmsNorm);
        TABLE.put(
                Op.QUICK_GELU,
                (c, o) -> one(o.quickGeluGrad(c.grad(), c.in(0), c.node().realAttribute("alpha", 1.702f))));
        // A rotation's transpose is the rotation by the opposite angle.
        TABLE.put(
                Op.ROTARY_EMBEDDING,
                (c, o) -> Arrays.asList(
                        o.graph()
                                .apply(
                                        Op.ROTARY_EMBEDDING,
                                        c.node().attributes(),
                                        c.grad(),
                                        c.in(1),
                                        c.in(2),
                                        negated(o, c.in(3))),
                        null,
                        null,
                        null));
    }

    private Gradients() {}

    /** The rule for {@code node}'s operator. */
    static Rule of(Node node) {
        Rule rule = TABLE.get(node.op());
        if (rule != null) {
            return rule;
        }
        String why = NO_GRADIENT.contains(node.op())
                ? "has no gradient: no loss can be trained through it"
                : "has no gradient rule yet: add one in " + Gradients.class.getName();
        throw new IllegalArgumentException(
                "a gradient is asked through the " + node + ", but " + node.op().opName() + " " + why);
    }

    /** Operators with a rule. */
    static Set<Op> differentiable() {
        return TABLE.keySet();
    }

    /**
     * {@code data} with the incoming gradient's rows added where the Gather took them from. A row may be taken many
     * times: ONNX Runtime's ScatterND adds in several threads at once and loses some of them on the CPU, while its
     * ScatterElements adds one after the other.
     */
    static Value scatterRows(Operators o, Value data, GradientContext c) {
        if (axis(c.node()) != 0) {
            throw new IllegalArgumentException(
                    "the " + c.node() + " gathers along axis " + axis(c.node()) + "; only axis 0 has a gradient");
        }
        Dim rows = c.in(1).shape().elements();
        List<Dim> updates = new ArrayList<>(List.of(rows));
        List<Dim> column = new ArrayList<>(List.of(rows));
        for (Dim extent : data.shape().dims().subList(1, data.shape().rank())) {
            updates.add(extent);
            column.add(Dim.of(1));
        }
        Value rowGradients = o.reshape(c.grad(), new Shape(updates));
        Value indices = o.expandLike(o.reshape(c.in(1), new Shape(column)), rowGradients);
        return o.scatterElementsAdd(data, indices, rowGradients, 0);
    }

    /** Y = alpha op(A) op(B), where op transposes the last two axes if its flag is set. */
    private static List<Value> matMul(GradientContext c, Operators o) {
        boolean ta = c.node().intAttribute("transA", 0) == 1;
        boolean tb = c.node().intAttribute("transB", 0) == 1;
        float alpha = c.node().realAttribute("alpha", 1f);
        Value a = c.in(0);
        Value b = c.in(1);
        Value dy = c.grad();
        return both(
                ta ? o.matMul(b, tb, dy, true, alpha) : o.matMul(dy, false, b, !tb, alpha),
                tb
                        ? o.transposedMatMul(dy, a, ta, alpha)
                        : ta ? o.matMul(a, false, dy, false, alpha) : o.transposedMatMul(a, dy, false, alpha));
    }

    /**
     * y = s * x * r with r = 1/rms(x): with g = dy * s, dx = r * (g - x * r^2 * mean(g * x)) and
     * ds = sum over rows of dy * x * r.
     */
    private static List<Value> rmsNorm(GradientContext c, Operators o) {
        if (c.grad(1) != null) {
            throw new IllegalArgumentException(
                    "a gradient is asked through the second output of the " + c.node() + "; only the first has one");
        }
        Value x = c.in(0);
        Value r = o.cast(c.out(1), x.type());
        Value normalized = o.mul(x, r);
        Value dScale = o.mul(c.grad(), normalized);
        Value g = o.mul(c.grad(), c.in(1));
        Value inner = o.reduceMean(o.mul(g, normalized), true, -1);
        Value dx = o.mul(o.sub(g, o.mul(normalized, inner)), r);
        return both(dx, dScale);
    }

    private static List<Value> cast(GradientContext c, Operators o) {
        DataType from = c.in(0).type();
        if (!from.isFloatingPoint()) {
            throw new IllegalArgumentException("a gradient is asked through the " + c.node() + " from " + from
                    + ", but only casts between floating-point types are differentiable");
        }
        return one(o.cast(c.grad(), from));
    }

    private static List<Value> scatterElements(GradientContext c, Operators o) {
        boolean adds = new Attribute.Text("add").equals(c.node().attributes().get("reduction"));
        if (!adds) {
            throw new IllegalArgumentException("the " + c.node() + " replaces elements; only adding has a gradient");
        }
        return Arrays.asList(c.grad(), null, o.gatherElements(c.grad(), c.in(1), axis(c.node())));
    }

    private static List<Value> concat(GradientContext c, Operators o) {
        int parts = c.node().inputs().size();
        Shape first = c.in(0).shape();
        boolean equal = c.node().inputs().stream().allMatch(part -> part.shape().equals(first));
        if (!equal) {
            throw new IllegalArgumentException(
                    "the " + c.node() + " joins unequal parts; only equal ones have a " + "gradient");
        }
        return o.split(c.grad(), axis(c.node()), parts);
    }

    /** A reduction's gradient, repeated along the axes that were reduced. */
    private static Value spread(Operators o, Value gradient, GradientContext c) {
        Shape kept = c.in(0).shape();
        for (long axis : reducedAxes(c)) {
            kept = kept.with((int) axis, Dim.of(1));
        }
        return o.expandLike(o.reshape(gradient, kept), c.in(0));
    }

    private static double reducedElements(GradientContext c) {
        for (long axis : reducedAxes(c)) {
            if (!c.in(0).shape().dim((int) axis).isKnown()) {
                throw new IllegalArgumentException("the " + c.node() + " averages over the axis " + axis + " of "
                        + c.in(0) + "; only means over known extents have a gradient");
            }
        }
        return Arrays.stream(reducedAxes(c))
                .mapToDouble(axis -> c.in(0).shape().dim((int) axis).size())
                .reduce(1, (a, b) -> a * b);
    }

    private static long[] reducedAxes(GradientContext c) {
        byte[] axes = c.ops().graph().constants().get(c.node().input(1)).data();
        long[] values = new long[axes.length / Long.BYTES];
        ByteBuffer.wrap(axes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
        return values;
    }

    /** -x, computed now where x is a constant. */
    private static Value negated(Operators o, Value x) {
        Constant content = o.graph().constants().get(x);
        if (content == null || content.type() != DataType.FLOAT) {
            return o.neg(x);
        }
        ByteBuffer bytes = ByteBuffer.wrap(content.data().clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < bytes.capacity(); i += Float.BYTES) {
            bytes.putFloat(i, -bytes.getFloat(i));
        }
        return o.graph().constant("negated_" + x.name(), new Constant(content.type(), content.shape(), bytes.array()));
    }

    private static int[] inverse(List<Long> perm) {
        int[] inverse = new int[perm.size()];
        for (int i = 0; i < inverse.length; i++) {
            inverse[perm.get(i).intValue()] = i;
        }
        return inverse;
    }

    private static int axis(Node node) {
        return node.attributes().get("axis") instanceof Attribute.Int found ? (int) found.value() : 0;
    }

    private static int softmaxAxis(GradientContext c) {
        return (int) c.node().intAttribute("axis", -1);
    }

    private static Value real(GradientContext c, double value) {
        return c.ops().scalar(c.grad().type(), value);
    }

    private static List<Value> one(Value gradient) {
        return Arrays.asList(gradient);
    }

    private static List<Value> both(Value first, Value second) {
        return Arrays.asList(first, second);
    }
}
