package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.ModelValues;
import dev.smoltulu.graphs.llama.TokenInputs;

/**
 * The rewards of a reward model, as {@link RewardObjective} defines them: forward pass only, from {@link TokenInputs},
 * the parameters and {@code score_positions} to one number per position.
 */
public final class RewardGraph {

    /** Output 0: the rewards, float [sequences]. */
    public static final String REWARDS = "rewards";

    private RewardGraph() {}

    /**
     * The graph for reward models of {@code config}.
     *
     * @param maxPositions longest sequence that will be fed, in tokens
     */
    public static Graph of(LlamaConfig config, int maxPositions) {
        Graph graph = new Graph("smoltulu_reward");
        Operators ops = new Operators(graph);
        TokenInputs tokens = TokenInputs.declare(graph);
        Value positions =
                graph.input(RewardObjective.SCORE_POSITIONS, DataType.INT64, Shape.of(Dim.named("sequences")));
        ModelValues parameters = ModelValues.declare(graph, config, DataType.FLOAT);
        LlamaDecoder decoder = LlamaDecoder.trainable(graph, config, parameters, tokens, maxPositions);
        Value hidden = decoder.hiddenStates();
        graph.output(
                REWARDS,
                graph.scoped("reward", () -> RewardObjective.scores(ops, decoder, parameters, hidden, positions)));
        return graph;
    }
}
