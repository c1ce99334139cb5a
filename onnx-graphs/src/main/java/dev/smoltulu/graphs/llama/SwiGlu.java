package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;
import java.util.List;

/**
 * The gated half of Llama's MLP with its derivative (Shazeer, arXiv 2002.05202): y = p W' with p = silu(gate) * up.
 * Given dy, dW = dy' p, dp = dy W, dup = dp * silu(gate) and dgate = dp * up * silu'(gate). The backward pass computes
 * the activation and p again: two passes over [tokens, intermediate] instead of two such tensors kept for every layer.
 */
final class SwiGlu {

    /** QuickGelu, x sigmoid(alpha x), is SiLU for this alpha. */
    private static final float SILU = 1f;

    private SwiGlu() {}

    /**
     * The gated projection.
     *
     * @param gate [tokens, intermediate]
     * @param up   [tokens, intermediate]
     * @param down W, [hidden, intermediate]
     * @return [tokens, hidden]
     */
    static Value project(Operators ops, Value gate, Value up, Value down) {
        return ops.graph()
                .differentiable(
                        "swiglu",
                        List.of(gate, up, down),
                        () -> ops.matMul(ops.mul(ops.quickGelu(gate, SILU), up), false, down, true, 1f),
                        out -> (gradient, at) -> {
                            Value activation = ops.quickGelu(at.apply(gate), SILU);
                            Value gated = ops.mul(activation, at.apply(up));
                            Value dDown = ops.transposedMatMul(gradient, gated, false, 1f);
                            Value dGated = ops.matMul(gradient, at.apply(down));
                            Value dUp = ops.mul(dGated, activation);
                            Value dActivation = ops.mul(dGated, at.apply(up));
                            return List.of(ops.quickGeluGrad(dActivation, at.apply(gate), SILU), dUp, dDown);
                        });
    }
}
