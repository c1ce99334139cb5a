package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.ir.Value;

/** The parts of a decoder that a {@link GraphStyle} decides; T tokens, H hidden, D head size. */
interface DecoderBlocks {

    /** A residual stream and its normalisation, both [T, H]. */
    record Normed(Value residual, Value normed) {}

    /** An attention's result [T, heads * D] and its layer's cache with the new tokens. */
    record Attended(Value output, Value presentKey, Value presentValue) {}

    /** Root-mean-square normalisation of {@code x} [T, H]. */
    Value norm(Value x, Value scale);

    /** {@code x} + {@code skip} and its normalisation. */
    Normed addAndNorm(Value x, Value skip, Value scale);

    /** Rotary positions and causal attention of new tokens to the cache and themselves. */
    Attended attend(int layer, Value query, Value key, Value value);
}
