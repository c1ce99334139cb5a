package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.ModelValues;
import java.util.Optional;

/**
 * Supervised finetuning: the weighted sum of the trained tokens' negative log-probabilities. The weights carry the
 * {@link LossReduction}, so micro-batches of one batch simply add up.
 */
public record SftObjective() implements TrainingObjective {

    @Override
    public Loss declare(Graph graph, int headChunks) {
        TargetInputs targets = TargetInputs.declare(graph, headChunks);
        return (decoder, parameters) ->
                new Result(loss(graph, decoder, parameters, targets, headChunks), Optional.empty());
    }

    @Override
    public boolean sharesPrefixes() {
        return false;
    }

    @Override
    public Optional<String> scoredInput() {
        return Optional.empty();
    }

    @Override
    public boolean hasEntropies() {
        return false;
    }

    private static Value loss(Graph graph, LlamaDecoder decoder, ModelValues parameters, TargetInputs targets,
            int headChunks) {
        Operators ops = new Operators(graph);
        Value hidden = decoder.hiddenStates();
        return graph.scoped("sft", () -> {
            Value trained = decoder.finalNorm(ops.gather(hidden, targets.positions(), 0));
            Value logProbs = new TokenLogProbs(ops, headChunks).of(trained, parameters.head(), targets.ids());
            return ops.neg(ops.sumAll(ops.mul(logProbs, targets.weights())));
        });
    }
}
