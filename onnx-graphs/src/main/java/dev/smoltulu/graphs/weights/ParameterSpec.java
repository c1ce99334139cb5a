package dev.smoltulu.graphs.weights;

import dev.smoltulu.graphs.ir.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One learned tensor of a model.
 *
 * @param name Hugging Face's name, such as {@code model.layers.0.mlp.up_proj.weight}
 * @param shape sizes, outermost first; a matrix is [outputs, inputs]
 */
public record ParameterSpec(String name, List<Long> shape, Kind kind) {

    /** The part that a parameter plays in the model; its initial values and its type depend on it. */
    public enum Kind {
        EMBEDDING,
        MATRIX,
        NORM,
        BIAS,
        HEAD,
        SCORE
    }

    public ParameterSpec {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        shape = List.copyOf(shape);
    }

    /** A parameter of shape {@code dims}. */
    public static ParameterSpec of(String name, Kind kind, long... dims) {
        return new ParameterSpec(name, Arrays.stream(dims).boxed().toList(), kind);
    }

    /** Its element type where matrices are multiplied in {@code type}: norms are not narrowed. */
    public DataType type(DataType type) {
        return kind == Kind.NORM ? type.wide() : type;
    }

    /** Number of values. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** The shape as a new array. */
    public long[] dims() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
