package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;

/**
 * Rotary position embedding in the half-rotation form of Hugging Face's Llama (Su et al., arXiv 2104.09864): the two
 * halves of each head are rotated against each other by an angle that grows with the position.
 */
final class Rotary {

    private final Operators ops;
    private final Value positions;
    private final Value cos;
    private final Value sin;

    private Rotary(Operators ops, Value positions, Value cos, Value sin) {
        this.ops = ops;
        this.positions = positions;
        this.cos = cos;
        this.sin = sin;
    }

    /**
     * Tables for positions below {@code maxPositions}.
     *
     * @param positions int64 [tokens]
     */
    static Rotary of(Operators ops, LlamaConfig config, int maxPositions, Value positions, DataType type) {
        double[] frequencies = config.ropeScaling().inverseFrequencies(config.headDim(), config.ropeTheta());
        double[] cos = new double[maxPositions * frequencies.length];
        double[] sin = new double[cos.length];
        for (int position = 0; position < maxPositions; position++) {
            for (int i = 0; i < frequencies.length; i++) {
                // The angle is a float product, as in transformers, whose tables this must equal.
                double angle = (float) position * (float) frequencies[i];
                cos[position * frequencies.length + i] = Math.cos(angle);
                sin[position * frequencies.length + i] = Math.sin(angle);
            }
        }
        Shape shape = Shape.of(maxPositions, frequencies.length);
        Dim tokens = positions.shape().dim(0);
        return new Rotary(
                ops,
                ops.reshape(positions, Shape.of(tokens, Dim.of(1))),
                ops.graph().constant("rotary_cos", Constant.real(type, shape, cos)),
                ops.graph().constant("rotary_sin", Constant.real(type, shape, sin)));
    }

    /**
     * Rotates {@code x} [tokens, heads * headDim]. Each token goes in as a sequence of its own: the kernel refuses
     * sequences longer than the tables, and all tokens together may be longer.
     */
    Value rotate(Value x, int heads) {
        Shape rows = Shape.of(x.shape().dim(0), Dim.of(1), x.shape().dim(1));
        return ops.reshape(ops.rotaryEmbedding(ops.reshape(x, rows), positions, cos, sin, heads), x.shape());
    }
}
