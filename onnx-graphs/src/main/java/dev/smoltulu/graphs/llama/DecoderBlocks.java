package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.ir.Value;

/**
 * The operators that a decoder's parts without large parameters become in one style of graph: norms and residual
 * additions, rotary positions, attention. T tokens, H hidden size, D head size.
 */
public interface DecoderBlocks {

    /** The residual stream: the embeddings, and what each part of each layer has added to them. */
    interface Residual {

        /** Adds a part's result, [T, H]. */
        void add(Value part);

        /** Root-mean-square normalisation (Zhang and Sennrich, arXiv 1910.07467) of the stream times {@code scale}. */
        Value norm(Value scale);

        /** The stream itself, [T, H]. */
        Value sum();
    }

    /** A residual stream that starts with {@code x}, [T, H]. */
    Residual residual(Value x);

    /**
     * Rotary positions: rotates the two halves of each head against each other by angles that grow with the token's
     * position.
     *
     * @param x queries or keys, [T, heads * D]
     * @return the same as this style's {@link #attend} takes them
     */
    Value rotate(Value x, int heads);

    /**
     * Causal attention: softmax(q k' / sqrt(D)) v, where several query heads share a key head.
     *
     * @param layer from 0
     * @param q     queries, as {@link #rotate} returns them
     * @param k     keys, as {@link #rotate} returns them
     * @param v     values, [T, key heads * D]
     * @return [T, query heads * D]
     */
    Value attend(int layer, Value q, Value k, Value v);
}
