package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;
import java.util.List;

/**
 * The gated half of Llama's MLP (Shazeer, arXiv 2002.05202): (silu(gate) * up) W'. The backward pass computes the
 * activation and its product again: two passes over [tokens, intermediate] instead of two such tensors kept for every
 * layer.
 */
final class SwiGlu {

    private static final float SILU = 1f;

    private final Operators ops;

    SwiGlu(Operators ops) {
        this.ops = ops;
    }

    /**
     * The gated projection.
     *
     * @param gate [tokens, intermediate]
     * @param up   [tokens, intermediate]
     * @param down W, [hidden, intermediate]
     * @return [tokens, hidden]
     */
    Value project(Value gate, Value up, Value down) {
        return ops.graph()
                .differentiable(
                        "swiglu",
                        List.of(gate, up, down),
                        () -> ops.matMul(ops.mul(ops.quickGelu(gate, SILU), up), false, down, true, 1f),
                        out -> (gradient, at) -> {
                            Value activation = ops.quickGelu(at.apply(gate), SILU);
                            Value product = ops.mul(activation, at.apply(up));
                            Value dDown = ops.transposedMatMul(gradient, product, false, 1f);
                            Value dProduct = ops.matMul(gradient, at.apply(down));
                            Value dUp = ops.mul(dProduct, activation);
                            Value dActivation = ops.mul(dProduct, at.apply(up));
                            return List.of(ops.quickGeluGrad(dActivation, at.apply(gate), SILU), dUp, dDown);
                        });
    }
}
