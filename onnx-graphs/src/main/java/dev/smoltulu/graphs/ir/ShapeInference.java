package dev.smoltulu.graphs.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The types and shapes of each operator's outputs, from its inputs and attributes. */
final class ShapeInference {

    /** {@code declared} are the caller's types where the operator cannot infer them, as for a Reshape. */
    @FunctionalInterface
    interface Rule {
        List<TensorType> infer(List<Value> inputs, Map<String, Attribute> attributes, List<TensorType> declared);
    }

    private ShapeInference() {}

    static List<TensorType> same(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        return List.of(TensorType.of(in.get(0)));
    }

    static List<TensorType> declared(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        if (declared.isEmpty()) {
            throw new IllegalArgumentException("needs its result's shape declared");
        }
        return declared;
    }

    static List<TensorType> flag(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        return List.of(new TensorType(DataType.BOOL, Shape.of(1)));
    }

    /** The flag, and the buffer that was added to. */
    static List<TensorType> accumulator(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        return List.of(new TensorType(DataType.BOOL, Shape.of(1)), TensorType.of(in.get(0)));
    }

    static List<TensorType> sequence(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        return List.of(new TensorType(in.get(0).type(), Shape.SCALAR, true));
    }

    static List<TensorType> broadcast(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        sameTypes(in.get(0), in.get(1));
        return List.of(new TensorType(
                in.get(0).type(), Shape.broadcast(in.get(0).shape(), in.get(1).shape())));
    }

    static List<TensorType> comparison(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        sameTypes(in.get(0), in.get(1));
        return List.of(new TensorType(
                DataType.BOOL, Shape.broadcast(in.get(0).shape(), in.get(1).shape())));
    }

    static List<TensorType> where(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        ofType(DataType.BOOL, in.get(0));
        sameTypes(in.get(1), in.get(2));
        Shape branches = Shape.broadcast(in.get(1).shape(), in.get(2).shape());
        return List.of(
                new TensorType(in.get(1).type(), Shape.broadcast(in.get(0).shape(), branches)));
    }

    /** x between two scalars. */
    static List<TensorType> clip(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        for (Value bound : in.subList(1, 3)) {
            sameTypes(in.get(0), bound);
            if (bound.shape().rank() != 0) {
                throw new IllegalArgumentException("takes scalars as bounds, not " + bound);
            }
        }
        return List.of(TensorType.of(in.get(0)));
    }

    static List<TensorType> cast(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        if (!(attributes.get("to") instanceof Attribute.Int target)) {
            throw new IllegalArgumentException("needs its attribute 'to'");
        }
        long to = target.value();
        for (DataType type : DataType.values()) {
            if (type.onnx() == to) {
                return List.of(new TensorType(type, in.get(0).shape()));
            }
        }
        throw new IllegalArgumentException("cannot cast to element type " + to);
    }

    static List<TensorType> transpose(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        Shape shape = in.get(0).shape();
        if (!(attributes.get("perm") instanceof Attribute.Ints order)) {
            throw new IllegalArgumentException("needs its attribute 'perm'");
        }
        List<Long> perm = order.values();
        if (perm.size() != shape.rank() || perm.stream().distinct().count() != shape.rank()) {
            throw new IllegalArgumentException("cannot permute the axes of " + shape + " as " + perm);
        }
        List<Dim> dims = perm.stream().map(axis -> shape.dim(axis.intValue())).toList();
        return List.of(new TensorType(in.get(0).type(), new Shape(dims)));
    }

    static List<TensorType> gather(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        ofType(DataType.INT64, in.get(1));
        Shape data = in.get(0).shape();
        int axis = data.normalize(intAttribute(attributes, "axis", 0));
        List<Dim> dims = new ArrayList<>(data.dims().subList(0, axis));
        dims.addAll(in.get(1).shape().dims());
        dims.addAll(data.dims().subList(axis + 1, data.rank()));
        return List.of(new TensorType(in.get(0).type(), new Shape(dims)));
    }

    static List<TensorType> gatherElements(
            List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        ofType(DataType.INT64, in.get(1));
        if (in.get(0).shape().rank() != in.get(1).shape().rank()) {
            throw new IllegalArgumentException("takes indices of the data's rank");
        }
        return List.of(new TensorType(in.get(0).type(), in.get(1).shape()));
    }

    static List<TensorType> concat(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        Shape first = in.get(0).shape();
        int axis = first.normalize(intAttribute(attributes, "axis", 0));
        for (Value part : in) {
            sameTypes(in.get(0), part);
            if (part.shape().rank() != first.rank()
                    || !part.shape().with(axis, first.dim(axis)).equals(first)) {
                throw new IllegalArgumentException("joins " + first + " and " + part.shape() + " along axis " + axis);
            }
        }
        if (!declared.isEmpty()) {
            return declared;
        }
        if (!in.stream().allMatch(part -> part.shape().dim(axis).isKnown())) {
            throw new IllegalArgumentException("needs its result's shape declared");
        }
        long total =
                in.stream().mapToLong(part -> part.shape().dim(axis).size()).sum();
        return List.of(new TensorType(in.get(0).type(), first.with(axis, Dim.of(total))));
    }

    static List<TensorType> shape(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        int rank = in.get(0).shape().rank();
        int start = intAttribute(attributes, "start", 0);
        int end = intAttribute(attributes, "end", rank);
        return List.of(new TensorType(DataType.INT64, Shape.of(end - start)));
    }

    /** Indices along the last axis, which goes. */
    static List<TensorType> argMax(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        Shape shape = in.get(0).shape();
        if (shape.normalize(intAttribute(attributes, "axis", 0)) != shape.rank() - 1
                || intAttribute(attributes, "keepdims", 1) != 0) {
            throw new IllegalArgumentException("gives indices along the last axis only, and drops it");
        }
        return List.of(new TensorType(DataType.INT64, new Shape(shape.dims().subList(0, shape.rank() - 1))));
    }

    /**
     * Matrix multiplication over the last two axes, leading axes broadcast; {@code transA}/{@code transB} swap them.
     */
    static List<TensorType> matMul(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        Value a = in.get(0);
        Value b = in.get(1);
        sameTypes(a, b);
        if (a.shape().rank() < 2 || b.shape().rank() < 2) {
            throw new IllegalArgumentException("multiplies matrices, not " + a.shape() + " and " + b.shape());
        }
        boolean transA = intAttribute(attributes, "transA", 0) == 1;
        boolean transB = intAttribute(attributes, "transB", 0) == 1;
        Dim rows = a.shape().dim(transA ? -1 : -2);
        Dim inner = a.shape().dim(transA ? -2 : -1);
        Dim innerB = b.shape().dim(transB ? -1 : -2);
        if (!inner.equals(innerB)) {
            throw new IllegalArgumentException("multiplies " + a.shape() + " by " + b.shape() + ": inner extents "
                    + inner + " and " + innerB + " differ");
        }
        Shape leading = Shape.broadcast(leading(a.shape()), leading(b.shape()));
        List<Dim> dims = new ArrayList<>(leading.dims());
        dims.add(rows);
        dims.add(b.shape().dim(transB ? -2 : -1));
        return List.of(new TensorType(a.type(), new Shape(dims)));
    }

    /** The multiplication of two matrices, to which a third input that broadcasts is added. */
    static List<TensorType> gemm(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        List<TensorType> result = matMul(in, attributes, declared);
        Shape product = result.get(0).shape();
        Value added = in.size() < 3 ? null : in.get(2);
        if (in.get(0).shape().rank() != 2 || in.get(1).shape().rank() != 2) {
            throw new IllegalArgumentException("multiplies matrices, not "
                    + in.get(0).shape() + " and " + in.get(1).shape());
        }
        if (added != null) {
            sameTypes(in.get(0), added);
            if (!Shape.broadcast(product, added.shape()).equals(product)) {
                throw new IllegalArgumentException("adds " + added.shape() + " to " + product);
            }
        }
        return result;
    }

    /** x to (its bytes, their scale, their zero point). */
    static List<TensorType> dynamicQuantizeLinear(
            List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        ofType(DataType.FLOAT, in.get(0));
        return List.of(
                new TensorType(DataType.UINT8, in.get(0).shape()),
                new TensorType(DataType.FLOAT, Shape.SCALAR),
                new TensorType(DataType.UINT8, Shape.SCALAR));
    }

    static List<TensorType> matMulInteger(
            List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        ofType(DataType.UINT8, in.get(0));
        return List.of(new TensorType(
                DataType.INT32,
                matMul(in.subList(0, 2), Map.of(), List.of()).get(0).shape()));
    }

    /** (x [.., K], packed weights [N, blocks, bytes], scales, zero points) to [.., N]. */
    static List<TensorType> matMulNBits(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        ofType(DataType.UINT8, in.get(1));
        sameTypes(in.get(0), in.get(2));
        int inner = intAttribute(attributes, "K", 0);
        int outputs = intAttribute(attributes, "N", 0);
        Shape x = in.get(0).shape();
        if (!x.dim(-1).equals(Dim.of(inner)) || !in.get(1).shape().dim(0).equals(Dim.of(outputs))) {
            throw new IllegalArgumentException(
                    "multiplies " + in.get(0) + " by " + in.get(1) + " as K " + inner + ", N " + outputs);
        }
        return List.of(new TensorType(in.get(0).type(), x.with(-1, Dim.of(outputs))));
    }

    /** (x, scale) to (y, 1/rms), the second with extent 1 along the normalised axis. */
    static List<TensorType> rmsNorm(List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        Shape x = in.get(0).shape();
        if (x.normalize(intAttribute(attributes, "axis", -1)) != x.rank() - 1) {
            throw new IllegalArgumentException("normalises only the last axis of " + x);
        }
        if (!in.get(1).shape().equals(Shape.of(x.dim(-1)))) {
            throw new IllegalArgumentException(
                    "normalises " + x + " with a scale of " + in.get(1).shape());
        }
        return List.of(TensorType.of(in.get(0)), new TensorType(DataType.FLOAT, x.with(-1, Dim.of(1))));
    }

    /**
     * (query, key, value, past key, past value, last positions, total length) to (attended, present key, present
     * value); the present is the past, updated in its own memory, unless it is declared to be another tensor. Without a
     * past the types are declared.
     */
    static List<TensorType> groupQueryAttention(
            List<Value> in, Map<String, Attribute> attributes, List<TensorType> declared) {
        if (in.size() < 7 || in.get(3) == null) {
            return declared(in, attributes, declared);
        }
        in.subList(1, 5).forEach(value -> sameTypes(in.get(0), value));
        ofType(DataType.INT32, in.get(5));
        ofType(DataType.INT32, in.get(6));
        Value pastKey = in.get(3);
        if (pastKey.shape().rank() != 4 || !pastKey.shape().equals(in.get(4).shape())) {
            throw new IllegalArgumentException("takes caches of one shape [batch, heads, capacity, head size], not "
                    + pastKey + " and " + in.get(4));
        }
        int heads = intAttribute(attributes, "num_heads", 0);
        int kvHeads = intAttribute(attributes, "kv_num_heads", 0);
        Dim headSize = pastKey.shape().dim(3);
        if (!in.get(0).shape().dim(-1).equals(headSize.times(Dim.of(heads)))
                || !in.get(1).shape().dim(-1).equals(headSize.times(Dim.of(kvHeads)))
                || !in.get(1).shape().equals(in.get(2).shape())) {
            throw new IllegalArgumentException("takes " + heads + " query and " + kvHeads + " key heads of " + headSize
                    + ", not " + in.get(0) + ", " + in.get(1) + " and " + in.get(2));
        }
        return !declared.isEmpty()
                ? declared
                : List.of(TensorType.of(in.get(0)), TensorType.of(pastKey), TensorType.of(pastKey));
    }

    private static Shape leading(Shape shape) {
        return new Shape(shape.dims().subList(0, shape.rank() - 2));
    }

    private static void sameTypes(Value a, Value b) {
        if (a.type() != b.type()) {
            throw new IllegalArgumentException("mixes " + a + " and " + b);
        }
    }

    private static void ofType(DataType type, Value value) {
        if (value.type() != type) {
            throw new IllegalArgumentException("takes " + type + ", not " + value);
        }
    }

    private static int intAttribute(Map<String, Attribute> attributes, String key, int otherwise) {
        return attributes.get(key) instanceof Attribute.Int found ? Math.toIntExact(found.value()) : otherwise;
    }
}
