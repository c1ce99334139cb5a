package dev.smoltulu.graphs.ir;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A dense tensor in row-major order. Every element type is held as double, which is exact for the integers tests use;
 * true is 1.
 */
public record Tensor(int[] dims, double[] data) {

    public Tensor {
        if (elements(dims) != data.length) {
            throw new IllegalArgumentException(data.length + " elements for shape " + Arrays.toString(dims));
        }
    }

    public static Tensor zeros(int... dims) {
        return new Tensor(dims, new double[elements(dims)]);
    }

    public static Tensor scalar(double value) {
        return new Tensor(new int[0], new double[] {value});
    }

    public static Tensor vector(double... values) {
        return new Tensor(new int[] {values.length}, values);
    }

    public static Tensor integers(int... values) {
        return vector(Arrays.stream(values).asDoubleStream().toArray());
    }

    /** Numbers between {@code low} and {@code high}. */
    public static Tensor random(Random random, double low, double high, int... dims) {
        Tensor tensor = zeros(dims);
        Arrays.setAll(tensor.data, i -> low + (high - low) * random.nextDouble());
        return tensor;
    }

    public Tensor copy() {
        return new Tensor(dims, data.clone());
    }

    /** The same elements in another shape. */
    public Tensor shaped(int... newDims) {
        return new Tensor(newDims, data);
    }

    public Tensor map(DoubleUnaryOperator function) {
        return new Tensor(dims, Arrays.stream(data).map(function).toArray());
    }

    public double item() {
        if (data.length != 1) {
            throw new IllegalStateException("one element asked of shape " + Arrays.toString(dims));
        }
        return data[0];
    }

    public int rank() {
        return dims.length;
    }

    /** The extent of {@code axis}, which may count from the end. */
    public int dim(int axis) {
        return dims[axis(axis)];
    }

    /** {@code axis} counted from the front. */
    public int axis(long axis) {
        return Math.toIntExact(axis < 0 ? axis + dims.length : axis);
    }

    /** Product of the extents in front of {@code axis}. */
    int outer(int axis) {
        return elements(Arrays.copyOf(dims, axis));
    }

    /** Product of the extents behind {@code axis}. */
    int inner(int axis) {
        return elements(Arrays.copyOfRange(dims, axis + 1, dims.length));
    }

    int[] ints() {
        return Arrays.stream(data).mapToInt(value -> (int) value).toArray();
    }

    static int elements(int[] dims) {
        return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    /** How far apart in memory neighbours along each axis are. */
    static int[] strides(int[] dims) {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= dims[axis];
        }
        return strides;
    }

    /** Where each element of {@code outDims}, in order, is found when axis a moves {@code strides[a]} elements. */
    static int[] walk(int[] outDims, int[] strides) {
        int[] own = strides(outDims);
        return IntStream.range(0, elements(outDims))
                .map(flat -> {
                    int position = 0;
                    for (int axis = 0; axis < outDims.length; axis++) {
                        position += flat / own[axis] % outDims[axis] * strides[axis];
                    }
                    return position;
                })
                .toArray();
    }

    /** Where each element of {@code outDims} is read from in a tensor of {@code dims} that broadcasts to it. */
    static int[] broadcast(int[] outDims, int[] dims) {
        int[] own = strides(dims);
        int[] strides = new int[outDims.length];
        int extra = outDims.length - dims.length;
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] != 1 && dims[axis] != outDims[axis + extra]) {
                throw new IllegalArgumentException(Arrays.toString(dims) + " to " + Arrays.toString(outDims));
            }
            strides[axis + extra] = dims[axis] == 1 ? 0 : own[axis];
        }
        return walk(outDims, strides);
    }

    /** The shape two shapes broadcast to. */
    static int[] common(int[] a, int[] b) {
        int[] out = new int[Math.max(a.length, b.length)];
        for (int i = 1; i <= out.length; i++) {
            int x = i <= a.length ? a[a.length - i] : 1;
            int y = i <= b.length ? b[b.length - i] : 1;
            out[out.length - i] = x == 1 ? y : x;
        }
        return out;
    }
}
