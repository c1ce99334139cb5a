package dev.smoltulu.graphs.weights;

import java.util.List;

/**
 * The description of a tensor in a weights file.
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
