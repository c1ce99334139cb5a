package dev.smoltulu.graphs.ir;

/**
 * Element type and shape of a value.
 *
 * @param sequence whether it is a sequence of tensors of that element type; the shape then means nothing
 */
public record TensorType(DataType type, Shape shape, boolean sequence) {

    public TensorType(DataType type, Shape shape) {
        this(type, shape, false);
    }

    public static TensorType of(Value value) {
        return new TensorType(value.type(), value.shape(), value.isSequence());
    }
}
