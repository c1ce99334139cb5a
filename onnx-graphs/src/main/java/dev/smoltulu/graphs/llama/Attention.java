package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.ir.Value;

/** Attention between packed tokens, without its projections. T tokens, H query heads, K key heads, D head size. */
public interface Attention {

    /**
     * What each token takes from those it may attend to.
     *
     * @param layer which layer's attention, from 0
     * @param q     rotated queries [T, H*D]
     * @param k     rotated keys [T, K*D]
     * @param v     values [T, K*D]
     * @return [T, H*D]
     */
    Value attend(int layer, Value q, Value k, Value v);
}
