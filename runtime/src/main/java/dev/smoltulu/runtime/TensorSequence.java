package dev.smoltulu.runtime;

import java.util.Collection;
import org.bytedeco.onnxruntime.Value;
import org.bytedeco.onnxruntime.ValueVector;

/** A sequence value over the memory of tensors that must outlive it. */
public final class TensorSequence implements AutoCloseable {

    private final Value value;

    public TensorSequence(Collection<Tensor> tensors) {
        try (ValueVector views = new ValueVector(tensors.size())) {
            long i = 0;
            for (Tensor tensor : tensors) {
                views.put(i++, tensor.newValue());
            }
            this.value = Value.CreateSequence(views);
        }
    }

    Value value() {
        return value;
    }

    @Override
    public void close() {
        value.close();
    }
}
