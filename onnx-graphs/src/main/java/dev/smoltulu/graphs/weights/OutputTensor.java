package dev.smoltulu.graphs.weights;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A tensor to be written: its description and the source of its values. Sources deliver consecutive chunks, so that no
 * tensor needs to exist twice.
 *
 * @param floats source of an F32, F16 or BF16 tensor, else null
 * @param longs source of an I64 tensor, else null
 */
public record OutputTensor(TensorInfo info, FloatSource floats, LongSource longs) {

    /** Fills {@code chunk} to its limit with the values from element {@code first} on. */
    @FunctionalInterface
    public interface FloatSource {
        void fill(long first, FloatBuffer chunk);
    }

    /** Fills {@code chunk} to its limit with the values from element {@code first} on. */
    @FunctionalInterface
    public interface LongSource {
        void fill(long first, LongBuffer chunk);
    }

    public OutputTensor {
        boolean fits = info.dtype().isWeight()
                ? floats != null && longs == null
                : info.dtype() == DType.I64 && longs != null && floats == null;
        if (!fits) {
            throw new IllegalArgumentException(info + " does not fit its source");
        }
    }

    /** A tensor of floats, stored as F32 or rounded to F16 or BF16. */
    public static OutputTensor of(TensorInfo info, FloatSource source) {
        return new OutputTensor(info, Objects.requireNonNull(source), null);
    }

    /** A tensor of floats that lie in a buffer, from its position to its limit. */
    public static OutputTensor of(TensorInfo info, FloatBuffer values) {
        FloatBuffer source = values.slice();
        if (source.remaining() != info.elements()) {
            throw new IllegalArgumentException(info + " does not have " + source.remaining() + " values");
        }
        return of(info, (first, chunk) -> chunk.put(source.slice(Math.toIntExact(first), chunk.remaining())));
    }

    /**
     * A tensor of floats in a buffer that is fetched when the first of them are written, and used until the last are:
     * it may be the same buffer for every tensor.
     */
    public static OutputTensor of(TensorInfo info, Supplier<FloatBuffer> values) {
        FloatBuffer[] current = new FloatBuffer[1];
        return of(info, (first, chunk) -> {
            if (first == 0) {
                current[0] = values.get().slice();
            }
            chunk.put(current[0].slice(Math.toIntExact(first), chunk.remaining()));
        });
    }

    /** A tensor of whole numbers, stored as I64. */
    public static OutputTensor ofLongs(TensorInfo info, LongSource source) {
        return new OutputTensor(info, null, Objects.requireNonNull(source));
    }
}
