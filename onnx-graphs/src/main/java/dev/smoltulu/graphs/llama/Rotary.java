package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;

/**
 * Rotary position embedding (Su et al., arXiv 2104.09864) in the half-rotation form of transformers'
 * {@code LlamaRotaryEmbedding}: with a the halves' angle at the token's position, (x1, x2) becomes
 * (x1 cos a - x2 sin a, x2 cos a + x1 sin a). {@link dev.smoltulu.graphs.config.RopeScaling} defines the frequencies.
 *
 * @param positions each token's position, int64 [batch, sequence]
 * @param cos       cosines by position, [positions, head size / 2]
 * @param sin       sines by position, like the cosines
 */
public record Rotary(Operators ops, Value positions, Value cos, Value sin) {

    /** Tables in {@code type} for positions below {@code maxPositions}. */
    public static Rotary of(Operators ops, LlamaConfig config, DataType type, Value positions, int maxPositions) {
        double[] frequencies = config.inverseFrequencies();
        double[] cos = new double[maxPositions * frequencies.length];
        double[] sin = new double[cos.length];
        for (int position = 0; position < maxPositions; position++) {
            for (int i = 0; i < frequencies.length; i++) {
                // transformers multiplies in float, and these tables must equal its own.
                double angle = (float) position * (float) frequencies[i];
                cos[position * frequencies.length + i] = Math.cos(angle);
                sin[position * frequencies.length + i] = Math.sin(angle);
            }
        }
        Shape shape = Shape.of(maxPositions, frequencies.length);
        return new Rotary(
                ops,
                positions,
                ops.graph().constant("rotary_cos", Constant.real(type, shape, cos)),
                ops.graph().constant("rotary_sin", Constant.real(type, shape, sin)));
    }

    /** Rotates {@code x} [batch, sequence, heads * head size] by one fused operator. */
    public Value rotate(Value x, int heads) {
        return ops.rotaryEmbedding(x, positions, cos, sin, heads);
    }
}
