package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.ModelValues;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

    private static Value loss(
            Graph graph, LlamaDecoder decoder, ModelValues parameters, TargetInputs targets, int headChunks) {
        Operators ops = new Operators(graph);
        Value hidden = decoder.hiddenStates();
        return graph.scoped("sft", () -> {
            Value trained = decoder.finalNorm(ops.gather(hidden, targets.positions(), 0));
            List<Value> logProbs = new TokenLogProbs(ops, headChunks)
                    .parts(trained, parameters.head(), targets.ids(), false)
                    .logProbs();
            List<Value> weights = ops.split(targets.weights(), 0, headChunks);
            return ops.neg(IntStream.range(0, headChunks)
                    .mapToObj(i -> ops.sumAll(ops.mul(logProbs.get(i), weights.get(i))))
                    .reduce(ops::add)
                    .orElseThrow());
        });
    }
}
