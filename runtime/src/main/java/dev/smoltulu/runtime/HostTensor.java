package dev.smoltulu.runtime;

import dev.smoltulu.base.OwnedResources;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A session's input as a Java array. */
public sealed interface HostTensor {

    /** The extents, outermost first. */
    long[] shape();

    /** A copy in memory that sessions can read; the caller closes it. */
    Tensor toTensor();

    /** Runs {@code pass} with {@code inputs} as tensors, which are closed after it. */
    static void feed(Map<String, HostTensor> inputs, Consumer<Map<String, Tensor>> pass) {
        try (OwnedResources owned = new OwnedResources()) {
            Map<String, Tensor> feeds = new LinkedHashMap<>();
            inputs.forEach((name, numbers) -> feeds.put(name, owned.own(numbers.toTensor())));
            pass.accept(feeds);
        }
    }

    /** One boolean. */
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

    /** Integers of 64 bits. */
    record Longs(long[] elements, long... shape) implements HostTensor {
        @Override
        public Tensor toTensor() {
            return Tensor.of(elements, shape);
        }
    }

    /** Floats of 32 bits. */
    record Floats(float[] elements, long... shape) implements HostTensor {
        @Override
        public Tensor toTensor() {
            return Tensor.of(elements, shape);
        }
    }
}
