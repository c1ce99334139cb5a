package dev.smoltulu.graphs.ir;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/** Arithmetic of the reference interpreter, written from the operators' definitions. */
final class MathKernels {

    private MathKernels() {}

    static Tensor binary(Tensor a, Tensor b, DoubleBinaryOperator function) {
        int[] dims = Tensor.common(a.dims(), b.dims());
        int[] fromA = Tensor.broadcast(dims, a.dims());
        int[] fromB = Tensor.broadcast(dims, b.dims());
        Tensor out = Tensor.zeros(dims);
        Arrays.setAll(out.data(), i -> function.applyAsDouble(a.data()[fromA[i]], b.data()[fromB[i]]));
        return out;
    }

    static Tensor where(Tensor condition, Tensor then, Tensor otherwise) {
        int[] dims = Tensor.common(condition.dims(), Tensor.common(then.dims(), otherwise.dims()));
        int[] fromCondition = Tensor.broadcast(dims, condition.dims());
        int[] fromThen = Tensor.broadcast(dims, then.dims());
        int[] fromOtherwise = Tensor.broadcast(dims, otherwise.dims());
        Tensor out = Tensor.zeros(dims);
        Arrays.setAll(
                out.data(),
                i -> condition.data()[fromCondition[i]] != 0
                        ? then.data()[fromThen[i]]
                        : otherwise.data()[fromOtherwise[i]]);
        return out;
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    static double quickGeluGrad(double dy, double x, double alpha) {
        double s = sigmoid(alpha * x);
        return dy * (s + alpha * x * s * (1 - s));
    }

    /** The sum over {@code axes} (no axes: all of them). */
    static Tensor reduceSum(Tensor x, int[] axes, boolean keepDims) {
        boolean[] reduced = new boolean[x.rank()];
        for (int axis : axes) {
            reduced[x.axis(axis)] = true;
        }
        if (axes.length == 0) {
            Arrays.fill(reduced, true);
        }
        int[] kept = x.dims().clone();
        for (int axis = 0; axis < kept.length; axis++) {
            kept[axis] = reduced[axis] ? 1 : kept[axis];
        }
        int[] target = Tensor.broadcast(x.dims(), kept);
        Tensor out = Tensor.zeros(kept);
        for (int i = 0; i < target.length; i++) {
            out.data()[target[i]] += x.data()[i];
        }
        if (keepDims) {
            return out;
        }
        return out.shaped(IntStream.range(0, x.rank())
                .filter(axis -> !reduced[axis])
                .map(axis -> x.dims()[axis])
                .toArray());
    }

    static Tensor matMul(Tensor a, boolean transA, Tensor b, boolean transB, double alpha) {
        int rows = a.dim(transA ? -1 : -2);
        int inner = a.dim(transA ? -2 : -1);
        int columns = b.dim(transB ? -2 : -1);
        if (inner != b.dim(transB ? -1 : -2)) {
            throw new IllegalArgumentException(Arrays.toString(a.dims()) + " by " + Arrays.toString(b.dims()));
        }
        int[] leadingA = Arrays.copyOf(a.dims(), a.rank() - 2);
        int[] leadingB = Arrays.copyOf(b.dims(), b.rank() - 2);
        int[] leading = Tensor.common(leadingA, leadingB);
        int[] fromA = Tensor.broadcast(leading, leadingA);
        int[] fromB = Tensor.broadcast(leading, leadingB);
        int[] dims = Arrays.copyOf(leading, leading.length + 2);
        dims[leading.length] = rows;
        dims[leading.length + 1] = columns;
        Tensor out = Tensor.zeros(dims);
        int at = 0;
        for (int batch = 0; batch < fromA.length; batch++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    double sum = 0;
                    for (int k = 0; k < inner; k++) {
                        int inA = fromA[batch] * rows * inner + (transA ? k * rows + i : i * inner + k);
                        int inB = fromB[batch] * inner * columns + (transB ? j * inner + k : k * columns + j);
                        sum += a.data()[inA] * b.data()[inB];
                    }
                    out.data()[at++] = alpha * sum;
                }
            }
        }
        return out;
    }

    static Tensor argMax(Tensor x) {
        int extent = x.dim(-1);
        Tensor out = Tensor.zeros(Arrays.copyOf(x.dims(), x.rank() - 1));
        Arrays.setAll(out.data(), row -> {
            int top = 0;
            for (int i = 1; i < extent; i++) {
                top = x.data()[row * extent + i] > x.data()[row * extent + top] ? i : top;
            }
            return top;
        });
        return out;
    }

    static Tensor logSoftmax(Tensor x, int axis) {
        int inner = x.inner(axis);
        int extent = x.dim(axis);
        Tensor out = x.copy();
        for (int outer = 0; outer < x.outer(axis); outer++) {
            for (int i = 0; i < inner; i++) {
                int start = outer * extent * inner + i;
                double max = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < extent; k++) {
                    max = Math.max(max, x.data()[start + k * inner]);
                }
                double sum = 0;
                for (int k = 0; k < extent; k++) {
                    sum += Math.exp(x.data()[start + k * inner] - max);
                }
                for (int k = 0; k < extent; k++) {
                    out.data()[start + k * inner] -= max + Math.log(sum);
                }
            }
        }
        return out;
    }

    /** (y, 1/rms) over the last axis. */
    static List<Tensor> rmsNorm(Tensor x, Tensor scale, double epsilon) {
        int[] dims = x.dims().clone();
        int width = x.dim(-1);
        dims[dims.length - 1] = 1;
        Tensor inverse = Tensor.zeros(dims);
        Tensor y = x.copy();
        for (int row = 0; row < inverse.data().length; row++) {
            double squares = 0;
            for (int i = 0; i < width; i++) {
                squares += x.data()[row * width + i] * x.data()[row * width + i];
            }
            inverse.data()[row] = 1 / Math.sqrt(squares / width + epsilon);
            for (int i = 0; i < width; i++) {
                y.data()[row * width + i] *= inverse.data()[row] * scale.data()[i];
            }
        }
        return List.of(y, inverse);
    }

    /** Rotates the first 2 * half numbers of each head, which lie half against half or, interleaved, in pairs. */
    static Tensor rotary(Tensor x, Tensor positions, Tensor cos, Tensor sin, int heads, boolean interleaved) {
        int half = cos.dim(1);
        int headDim = x.dim(2) / heads;
        Tensor out = x.copy();
        for (int token = 0; token < positions.data().length; token++) {
            int table = (int) positions.data()[token] * half;
            for (int head = 0; head < heads; head++) {
                int start = (token * heads + head) * headDim;
                for (int i = 0; i < half; i++) {
                    int first = start + (interleaved ? 2 * i : i);
                    int second = interleaved ? first + 1 : first + half;
                    double c = cos.data()[table + i];
                    double s = sin.data()[table + i];
                    out.data()[first] = x.data()[first] * c - x.data()[second] * s;
                    out.data()[second] = x.data()[second] * c + x.data()[first] * s;
                }
            }
        }
        return out;
    }
}
