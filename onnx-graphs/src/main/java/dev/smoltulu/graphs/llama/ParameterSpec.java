package dev.smoltulu.graphs.llama;

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

    /** What a parameter is to the model; initialisation and weight decay depend on it. */
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

    static ParameterSpec of(String name, Kind kind, long... dims) {
        return new ParameterSpec(name, Arrays.stream(dims).boxed().toList(), kind);
    }

    /** Its element type where products are computed in {@code products}: norms are not narrowed. */
    public DataType type(DataType products) {
        return kind == Kind.NORM ? products.wide() : products;
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
