package dev.smoltulu.graphs.ir;

/**
 * Element type and shape of a value.
 *
 * @param sequence whether it is a sequence of tensors of that element type; the shape is then meaningless
 */
public record TensorType(DataType type, Shape shape, boolean sequence) {

    /** The type of a tensor. */
    public TensorType(DataType type, Shape shape) {
        this(type, shape, false);
    }

    /** The type of {@code value}. */
    public static TensorType of(Value value) {
        return new TensorType(value.type(), value.shape(), value.isSequence());
    }
}
