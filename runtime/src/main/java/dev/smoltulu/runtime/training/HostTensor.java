package dev.smoltulu.runtime.training;

import dev.smoltulu.runtime.Tensor;

/** A session's input as plain numbers in Java's memory. */
public sealed interface HostTensor {

    /** The extents, outermost first. */
    long[] shape();

    /** The same numbers in memory that sessions can read; the caller closes it. */
    Tensor toTensor();

    /** Integers. */
    record Longs(long[] elements, long... shape) implements HostTensor {
        @Override
        public Tensor toTensor() {
            return Tensor.of(elements, shape);
        }
    }

    /** Real numbers. */
    record Floats(float[] elements, long... shape) implements HostTensor {
        @Override
        public Tensor toTensor() {
            return Tensor.of(elements, shape);
        }
    }
}
