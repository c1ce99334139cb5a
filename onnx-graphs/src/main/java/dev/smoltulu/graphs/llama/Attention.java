package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.ir.Value;

/**
 * How packed tokens look at each other, without attention's projections. Shapes: T tokens, N query heads, K key heads,
 * D head size.
 */
public interface Attention {

    /**
     * Causal attention within each sequence.
     *
     * @param layer which layer's, from 0
     * @param q     rotated queries [T, N*D]
     * @param k     rotated keys [T, K*D]
     * @param v     values [T, K*D]
     * @return [T, N*D]
     */
    Value attend(int layer, Value q, Value k, Value v);
}
