package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.ir.Value;
import java.util.List;

/**
 * How parameters are stored in the graph and used from there. A parameter is declared where it is first used. T tokens,
 * H hidden.
 */
interface WeightFormat {

    /** The embeddings of {@code ids} [batch, sequence], [T, H]. */
    Value embed(Value ids);

    /** {@code x} W' + b [T, outputs] for each of these matrices, by their names without {@code .weight}. */
    List<Value> linear(Value x, List<String> parameters);

    /** Logits [T, vocabulary] of {@code x} [T, H]. */
    Value head(Value x);

    /** A parameter of one axis. */
    Value vector(String parameter);

    /** What the weights declared so far hold, in the order of their declaration. */
    List<WeightContents> contents();
}
