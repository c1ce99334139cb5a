package dev.smoltulu.graphs.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Data movement of the reference interpreter, written from ONNX's definitions. */
final class MovementKernels {

    private MovementKernels() {}

    /** 0 copies the extent at its place, one -1 is inferred. */
    static Tensor reshape(Tensor x, int[] target) {
        int[] dims = target.clone();
        int inferred = -1;
        int known = 1;
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = dims[axis] == 0 ? x.dims()[axis] : dims[axis];
            if (dims[axis] < 0) {
                inferred = axis;
            } else {
                known *= dims[axis];
            }
        }
        if (inferred >= 0) {
            dims[inferred] = x.data().length / known;
        }
        return x.shaped(dims);
    }

    static Tensor expand(Tensor x, int[] target) {
        int[] dims = Tensor.common(x.dims(), target);
        return picked(dims, x, Tensor.broadcast(dims, x.dims()));
    }

    static Tensor transpose(Tensor x, int[] perm) {
        int[] own = Tensor.strides(x.dims());
        int[] dims = Arrays.stream(perm).map(axis -> x.dims()[axis]).toArray();
        int[] strides = Arrays.stream(perm).map(axis -> own[axis]).toArray();
        return picked(dims, x, Tensor.walk(dims, strides));
    }

    static Tensor gather(Tensor data, Tensor indices, int axis) {
        int extent = data.dim(axis);
        int inner = data.inner(axis);
        int[] leading = concat(Arrays.copyOf(data.dims(), axis), indices.dims());
        Tensor out = Tensor.zeros(concat(leading, Arrays.copyOfRange(data.dims(), axis + 1, data.rank())));
        int at = 0;
        for (int outer = 0; outer < data.outer(axis); outer++) {
            for (double index : indices.data()) {
                int start = (outer * extent + index(index, extent)) * inner;
                System.arraycopy(data.data(), start, out.data(), at, inner);
                at += inner;
            }
        }
        return out;
    }

    static Tensor gatherElements(Tensor data, Tensor indices, int axis) {
        return picked(indices.dims(), data, elementPositions(data, indices, axis));
    }

    static Tensor scatterElements(Tensor data, Tensor indices, Tensor updates, int axis, boolean add) {
        Tensor out = data.copy();
        int[] positions = elementPositions(data, indices, axis);
        for (int i = 0; i < positions.length; i++) {
            out.data()[positions[i]] = updates.data()[i] + (add ? out.data()[positions[i]] : 0);
        }
        return out;
    }

    static Tensor concat(List<Tensor> parts, int axis) {
        int[] dims = parts.get(0).dims().clone();
        dims[axis] = parts.stream().mapToInt(part -> part.dim(axis)).sum();
        Tensor out = Tensor.zeros(dims);
        int at = 0;
        for (int outer = 0; outer < out.outer(axis); outer++) {
            for (Tensor part : parts) {
                int run = part.dim(axis) * part.inner(axis);
                System.arraycopy(part.data(), outer * run, out.data(), at, run);
                at += run;
            }
        }
        return out;
    }

    /** Equal parts; the last one is smaller where the extent does not divide. */
    static List<Tensor> split(Tensor x, int axis, int parts) {
        int size = (x.dim(axis) + parts - 1) / parts;
        List<Tensor> results = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int from = part * size;
            double[] rows = IntStream.range(from, Math.min(from + size, x.dim(axis)))
                    .asDoubleStream()
                    .toArray();
            results.add(gather(x, Tensor.vector(rows), axis));
        }
        return results;
    }

    /** From {@code starts} up to {@code ends} along {@code axes}, all within their extents. */
    static Tensor slice(Tensor x, int[] starts, int[] ends, int[] axes) {
        Tensor part = x;
        for (int i = 0; i < axes.length; i++) {
            double[] kept = IntStream.range(starts[i], ends[i]).asDoubleStream().toArray();
            part = gather(part, Tensor.vector(kept), axes[i]);
        }
        return part;
    }

    static Tensor range(double start, double limit, double delta) {
        int count = (int) Math.max(Math.ceil((limit - start) / delta), 0);
        return Tensor.vector(
                IntStream.range(0, count).mapToDouble(i -> start + i * delta).toArray());
    }

    /** The positions in {@code data} of each index's own coordinates with the index along {@code axis}. */
    private static int[] elementPositions(Tensor data, Tensor indices, int axis) {
        int[] strides = Tensor.strides(data.dims());
        int along = strides[axis];
        strides[axis] = 0;
        int[] positions = Tensor.walk(indices.dims(), strides);
        for (int i = 0; i < positions.length; i++) {
            positions[i] += index(indices.data()[i], data.dim(axis)) * along;
        }
        return positions;
    }

    private static Tensor picked(int[] dims, Tensor x, int[] positions) {
        return new Tensor(
                dims,
                Arrays.stream(positions)
                        .mapToDouble(position -> x.data()[position])
                        .toArray());
    }

    private static int index(double index, int extent) {
        int normalized = (int) (index < 0 ? index + extent : index);
        if (normalized < 0 || normalized >= extent) {
            throw new IndexOutOfBoundsException("index " + index + " of extent " + extent);
        }
        return normalized;
    }

    private static int[] concat(int[] a, int[] b) {
        return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }
}
