package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.ModelValues;
import dev.smoltulu.graphs.llama.TokenInputs;

/**
 * The forward pass that is trained, to its logits: the reference for exported graphs of a model. Inputs are
 * {@link TokenInputs} and the parameters.
 */
public final class LogitsGraph {

    /** The only output: float [tokens, vocabulary]. */
    public static final String LOGITS = "logits";

    private LogitsGraph() {}

    /**
     * The graph for models of {@code config}, in fp32.
     *
     * @param maxPositions the longest sequence that will be fed, in tokens
     */
    public static Graph of(LlamaConfig config, int maxPositions) {
        Graph graph = new Graph("smoltulu_logits");
        TokenInputs tokens = TokenInputs.declare(graph);
        ModelValues parameters = ModelValues.declare(graph, config, DataType.FLOAT);
        LlamaDecoder decoder = LlamaDecoder.trainable(graph, config, parameters, tokens, maxPositions);
        graph.output(LOGITS, decoder.logits(decoder.finalNorm(decoder.hiddenStates())));
        return graph;
    }
}
