package dev.smoltulu.runtime;

import java.nio.FloatBuffer;

/** Reads float tensors in Java: host tensors in place, a GPU's as a copy that the next call overwrites. */
public final class HostView implements AutoCloseable {

    private Tensor copy;

    /** All elements in row-major order; valid until the next call. */
    public FloatBuffer floats(Tensor tensor) {
        if (tensor.isOnHost()) {
            return tensor.floats();
        }
        if (copy == null || copy.elements() < tensor.elements()) {
            close();
            copy = Tensor.zeros(tensor.type(), tensor.elements());
        }
        tensor.copyTo(copy);
        return copy.floats().limit(Math.toIntExact(tensor.elements()));
    }

    @Override
    public void close() {
        if (copy != null) {
            copy.close();
            copy = null;
        }
    }
}
