package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.llama.ModelValues;
import java.util.Optional;

/**
 * A reward model (Ouyang et al., arXiv 2203.02155, equation 1), trained on preference pairs. With h_T the hidden state
 * of a sequence's last token, v the score head and w a pair's weight:
 *
 * <pre>
 *   r = RMSNorm(h_T) v'                                                  the scores
 *   L = - sum over pairs of w log sigmoid(r(chosen) - r(rejected))
 * </pre>
 *
 * <p>r is transformers' {@code LlamaForSequenceClassification} with one label, L the loss of open-instruct's
 * {@code reward_modeling.py} and, without its optional terms, of TRL's {@code RewardTrainer}. A pair is two sequences
 * one after the other, the chosen one first.
 */
public record RewardObjective() implements TrainingObjective {

    /** Each sequence's last token, int64 [2*pairs]. */
    public static final String SCORE_POSITIONS = "score_positions";
    /** w, each pair's share of the loss, float [pairs]. */
    public static final String PAIR_WEIGHTS = "pair_weights";

    @Override
    public Loss declare(Graph graph, int headChunks) {
        Operators ops = new Operators(graph);
        Value positions = graph.input(SCORE_POSITIONS, DataType.INT64, PairLoss.PER_SEQUENCE);
        Value weights = graph.input(PAIR_WEIGHTS, DataType.FLOAT, PairLoss.PER_PAIR);
        return (decoder, parameters) -> {
            Value hidden = decoder.hiddenStates();
            return graph.scoped("reward", () -> {
                Value scores = scores(ops, decoder, parameters, hidden, positions);
                return new Result(PairLoss.of(ops, scores, weights, 0), Optional.of(scores));
            });
        };
    }

    /** RMSNorm(h) v' of the tokens at {@code positions}, of their shape [n]. */
    static Value scores(Operators ops, LlamaDecoder decoder, ModelValues parameters, Value hidden, Value positions) {
        Value last = decoder.finalNorm(ops.gather(hidden, positions, 0));
        Value column = ops.matMul(last, false, parameters.get(LlamaParameters.SCORE), true, 1f);
        return ops.reshape(column, positions.shape());
    }

    @Override
    public Optional<String> scoredInput() {
        return Optional.of(SCORE_POSITIONS);
    }
}
