package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Supervised finetuning (SFT): cross-entropy of the trained tokens. With y_i the trained tokens, each after its context
 * c_i, and w_i their weights:
 *
 * <pre>
 *   L = - sum_i w_i log p(y_i | c_i)
 * </pre>
 *
 * <p>{@link LossReduction} defines w_i. With w_i = 1 / tokens of the batch, L is transformers' {@code ForCausalLMLoss};
 * with 1 / sequences, Tulu 3's sum loss (arXiv 2411.15124; open-instruct's {@code finetune.py --reduce_loss sum}).
 *
 * <p>Inputs: those of {@link TargetInputs}. There are no scores.
 */
public record SftObjective() implements TrainingObjective {

    @Override
    public Loss declare(Graph graph, int headChunks) {
        Operators ops = new Operators(graph);
        TargetInputs targets = TargetInputs.declare(graph, headChunks);
        return (decoder, parameters) -> {
            Value hidden = decoder.hiddenStates();
            return graph.scoped("sft", () -> {
                Value trained = decoder.finalNorm(ops.gather(hidden, targets.positions(), 0));
                List<Value> logProbs = new TokenLogProbs(ops, headChunks)
                        .parts(trained, parameters.head(), targets.ids(), false)
                        .logProbs();
                List<Value> weights = ops.split(targets.weights(), 0, headChunks);
                Value sum = IntStream.range(0, headChunks)
                        .mapToObj(i -> ops.sumAll(ops.mul(logProbs.get(i), weights.get(i))))
                        .reduce(ops::add)
                        .orElseThrow();
                return new Result(ops.neg(sum), Optional.empty());
            });
        };
    }

    @Override
    public boolean sharesPrefixes() {
        return false;
    }

    @Override
    public Optional<String> scoredInput() {
        return Optional.empty();
    }
}
