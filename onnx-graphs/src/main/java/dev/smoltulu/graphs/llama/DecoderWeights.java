package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.ir.Value;

/**
 * How a graph holds a decoder's parameters and multiplies by them. Parameters go by Hugging Face's names; those of a
 * matrix, its bias and a norm without {@code .weight} and {@code .bias}. T tokens, H hidden size, V vocabulary.
 */
public interface DecoderWeights {

    /** One input's projections by several matrices. */
    @FunctionalInterface
    interface Projections {

        /** x W' + b, [T, outputs], for a matrix W [outputs, inputs]; asked for once per matrix. */
        Value by(String matrix);
    }

    /** The embeddings of {@code ids}, [T, H], in the residual stream's type. */
    Value embed(Value ids);

    /** The scale of a norm, [H]. */
    Value scale(String norm);

    /**
     * Projects {@code x} [T, inputs] by several matrices. Exported graphs emit all projections here, which lets a
     * format prepare {@code x} once; a graph that is trained emits each where it is asked for.
     *
     * @param matrices all that will be asked for, in this order
     */
    Projections project(Value x, String... matrices);

    /** x W' + b, [T, outputs], for {@code x} [T, inputs]. */
    default Value linear(Value x, String matrix) {
        return project(x, matrix).by(matrix);
    }

    /**
     * The gated linear unit's second half (Shazeer, arXiv 2002.05202): (silu(gate) * up) W' + b, where
     * silu(x) = x sigmoid(x).
     *
     * @param gate [T, inputs]
     * @param up   [T, inputs]
     * @return [T, outputs]
     */
    Value gatedLinear(Value gate, Value up, String matrix);

    /** Logits [T, V] of normed hidden states [T, H]: x W', with W the embedding where the two are tied. */
    Value logits(Value x);
}
