package dev.smoltulu.graphs.ir;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The target of a Reshape as a constant. ONNX takes 0 for an extent that is copied from the same axis and -1 for one
 * that it infers from the number of elements, so one extent at most may be known only at run time and not copied.
 */
final class ReshapeTarget {

    private ReshapeTarget() {}

    /** The constant target for a tensor of shape {@code from}, where there is one. */
    static Optional<long[]> of(Shape from, Shape target) {
        long[] sizes = IntStream.range(0, target.rank())
                .mapToLong(axis -> size(from, target, axis))
                .toArray();
        long inferred = IntStream.range(0, sizes.length)
                .filter(axis -> sizes[axis] == -1)
                .count();
        return inferred <= 1 ? Optional.of(sizes) : Optional.empty();
    }

    private static long size(Shape from, Shape target, int axis) {
        if (target.dim(axis).isKnown()) {
            return target.dim(axis).size();
        }
        boolean copied = axis < from.rank() && from.dim(axis).equals(target.dim(axis));
        return copied ? 0 : -1;
    }
}
