package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.GroupQueryAttention;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;

/**
 * Heads for {@link GroupQueryAttention}, whose size must be a multiple of
 * {@link GroupQueryAttention#HEAD_SIZE_MULTIPLE}. Where the model's is not, each head is padded with zeros, which
 * change no dot product.
 */
public final class FusedHeads {

    private final Operators ops;
    private final LlamaConfig config;
    private final int headDim;
    private final int size;
    private final DataType type;

    /** Heads of {@code config}'s model in a graph whose activations are of {@code type}. */
    public FusedHeads(Operators ops, LlamaConfig config, DataType type) {
        this.ops = ops;
        this.config = config;
        this.headDim = config.headDim();
        this.size = size(config);
        this.type = type;
    }

    /** The size of one head for the kernel, at least the model's. */
    public static int size(LlamaConfig config) {
        int multiple = GroupQueryAttention.HEAD_SIZE_MULTIPLE;
        return (config.headDim() + multiple - 1) / multiple * multiple;
    }

    /** The kernel for these heads. Scores are scaled by the model's own head size. */
    public GroupQueryAttention attention(Value lastPositions, Value totalLength) {
        float scale = (float) (1 / Math.sqrt(headDim));
        return new GroupQueryAttention(
                ops.graph(), config.heads(), config.kvHeads(), scale, lastPositions, totalLength);
    }

    /** Pads each head: [tokens, heads * model's size] to [tokens, heads * kernel's size]. */
    public Value widen(Value x) {
        return size == headDim ? x : eachHead(x, headDim, size, false);
    }

    /** The inverse of {@link #widen}. */
    public Value narrow(Value x) {
        return size == headDim ? x : eachHead(x, size, headDim, true);
    }

    /** Multiplies each head by the first rows of the identity, or by their transpose. */
    private Value eachHead(Value x, int from, int to, boolean transposed) {
        double[] identity = new double[headDim * size];
        for (int i = 0; i < headDim; i++) {
            identity[i * size + i] = 1;
        }
        Value rows = ops.graph().constant("identity", Constant.real(type, Shape.of(headDim, size), identity));
        Dim heads = x.shape().dim(1).dividedBy(Dim.of(from)).orElseThrow();
        Value split = ops.reshape(x, Shape.of(x.shape().dim(0).times(heads), Dim.of(from)));
        Value resized = ops.matMul(split, false, rows, transposed, 1f);
        return ops.reshape(resized, Shape.of(x.shape().dim(0), heads.times(Dim.of(to))));
    }
}
