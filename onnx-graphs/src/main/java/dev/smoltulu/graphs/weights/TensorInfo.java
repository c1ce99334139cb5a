package dev.smoltulu.graphs.weights;

import java.util.List;

/**
 * What a weights file says of a tensor.
 *
 * @param shape sizes, outermost first; empty for a scalar
 */
public record TensorInfo(String name, DType dtype, List<Long> shape) {

    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** Number of values. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Size of the data in bytes. */
    public long bytes() {
        return Math.multiplyExact(elements(), (long) dtype.bytes());
    }
}
