package dev.smoltulu.runtime.training;

import dev.smoltulu.runtime.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A session's input as plain numbers in Java's memory. */
public sealed interface HostTensor {

    /** The extents, outermost first. */
    long[] shape();

    /** The same numbers in memory that sessions can read; the caller closes it. */
    Tensor toTensor();

    /** Runs {@code pass} on {@code inputs} as tensors, which live as long as the pass. */
    static void feed(Map<String, HostTensor> inputs, Consumer<Map<String, Tensor>> pass) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        try {
            inputs.forEach((name, numbers) -> feeds.put(name, numbers.toTensor()));
            pass.accept(feeds);
        } finally {
            feeds.values().forEach(Tensor::close);
        }
    }

    /** One truth value. */
    record Flag(boolean element) implements HostTensor {

        @Override
        public long[] shape() {
            return new long[] {1};
        }

        @Override
        public Tensor toTensor() {
            return Tensor.of(element);
        }
    }

    /** Integers of 32 bits. */
    record Ints(int[] elements, long... shape) implements HostTensor {
        @Override
        public Tensor toTensor() {
            return Tensor.of(elements, shape);
        }
    }

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
