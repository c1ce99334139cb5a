package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;

/**
 * The parts of a decoder over {@linkplain TokenInputs packed tokens}, for training, scoring and generation: everything
 * but attention works on [tokens, hidden], without padding.
 *
 * <p>Where the parameters are in a 16-bit type, so are matrix multiplications, rotation and activation; the residual
 * stream and its norms are in fp32.
 */
public final class PackedBlocks implements DecoderBlocks {

    /** Attention between packed tokens, without its projections. T tokens, H query heads, K key heads, D head size. */
    @FunctionalInterface
    public interface Attention {

        /**
         * The values that each token attends to, weighted.
         *
         * @param layer from 0
         * @param q     rotated queries, [T, H*D]
         * @param k     rotated keys, [T, K*D]
         * @param v     values, [T, K*D]
         * @return [T, H*D]
         */
        Value attend(int layer, Value q, Value k, Value v);
    }

    private final Operators ops;
    private final double epsilon;
    private final DataType type;
    private final Rotary rotary;
    private final Attention attention;

    private PackedBlocks(Operators ops, LlamaConfig config, DataType type, Rotary rotary, Attention attention) {
        this.ops = ops;
        this.epsilon = config.rmsNormEps();
        this.type = type;
        this.rotary = rotary;
        this.attention = attention;
    }

    /**
     * Parts that attend by {@code attention}.
     *
     * @param type         the parameters', which matrix multiplications are computed in
     * @param maxPositions positions that may occur: the longest sequence, in tokens
     */
    public static PackedBlocks of(
            Graph graph, LlamaConfig config, DataType type, TokenInputs tokens, int maxPositions, Attention attention) {
        Operators ops = new Operators(graph);
        return new PackedBlocks(ops, config, type, rotary(ops, config, type, tokens, maxPositions), attention);
    }

    /** Parts that attend by {@link CausalAttention} in fp32, which can be trained; parameters as for {@link #of}. */
    public static PackedBlocks trainable(
            Graph graph, LlamaConfig config, DataType type, TokenInputs tokens, int maxPositions) {
        Operators ops = new Operators(graph);
        Rotary rotary = rotary(ops, config, type, tokens, maxPositions);
        DataType wide = type.wide();
        CausalAttention causal = new CausalAttention(ops, config, tokens, wide, QueryBlocks.of(maxPositions));
        return new PackedBlocks(
                ops,
                config,
                type,
                rotary,
                (layer, q, k, v) ->
                        ops.cast(causal.attend(layer, ops.cast(q, wide), ops.cast(k, wide), ops.cast(v, wide)), type));
    }

    /** Each token is a sequence of its own: the kernel refuses sequences longer than its tables. */
    private static Rotary rotary(
            Operators ops, LlamaConfig config, DataType type, TokenInputs tokens, int maxPositions) {
        Value positions = tokens.positions();
        Value column = ops.reshape(positions, Shape.of(positions.shape().dim(0), Dim.of(1)));
        return Rotary.of(ops, config, type, column, maxPositions);
    }

    @Override
    public Residual residual(Value x) {
        return new Stream(x);
    }

    private final class Stream implements Residual {

        private Value sum;

        Stream(Value sum) {
            this.sum = sum;
        }

        @Override
        public void add(Value part) {
            sum = ops.add(sum, ops.cast(part, type.wide()));
        }

        @Override
        public Value norm(Value scale) {
            return ops.cast(ops.rmsNorm(sum, scale, epsilon).get(0), type);
        }

        @Override
        public Value sum() {
            return sum;
        }
    }

    @Override
    public Value rotate(Value x, int heads) {
        Value rows =
                ops.reshape(x, Shape.of(x.shape().dim(0), Dim.of(1), x.shape().dim(1)));
        return ops.reshape(rotary.rotate(rows, heads), x.shape());
    }

    @Override
    public Value attend(int layer, Value q, Value k, Value v) {
        return attention.attend(layer, q, k, v);
    }
}
