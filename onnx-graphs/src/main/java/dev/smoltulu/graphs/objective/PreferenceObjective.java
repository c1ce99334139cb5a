package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;
import java.util.Optional;

/**
 * Direct preference optimisation (DPO; Rafailov et al., arXiv 2305.18290, equation 7), also length-normalised (Tulu 3,
 * arXiv 2411.15124, {@code dpo_norm}). For a prompt x and a response y of |y| trained tokens y_t:
 *
 * <pre>{@code
 *   log p(y | x) = sum_t log p(y_t | x, y_<t)                           the scores
 *   r(y) = beta s(y) (log p(y | x) - log p_reference(y | x))             the implicit reward
 *   m = r(chosen) - r(rejected)                                         the margin
 *   L = - sum over pairs of w ((1 - e) log sigmoid(m) + e log sigmoid(-m))
 * }</pre>
 *
 * <p>The scale s(y) is 1, or 1 / |y| where lengths are normalised: the mean log-probability of a token in place of the
 * sum. e is the label smoothing of conservative DPO (Mitchell, "A note on DPO with noisy preferences", equation 3), w a
 * pair's weight. This is {@code dpo_loss} of open-instruct's {@code dpo_utils.py}, where {@code dpo_norm} averages
 * log-probabilities ({@code average_log_prob}).
 *
 * <p>Inputs: those of {@link TargetInputs}, whose weights are 1 for a response's tokens, and the four below. A pair is
 * two sequences one after the other, the chosen one first.
 *
 * @param beta           strength of the KL penalty towards the reference model
 * @param labelSmoothing e, the probability that a pair's preference is the wrong way round, from 0 to 1
 */
public record PreferenceObjective(double beta, double labelSmoothing) implements TrainingObjective {

    /** The sequence of each target, int64 [targets]. */
    public static final String TARGET_SEQUENCES = "target_sequences";
    /** log p_reference(y | x) of each sequence, float [2*pairs]. */
    public static final String REFERENCE_LOG_PROBS = "reference_log_probs";
    /** s(y) of each sequence, float [2*pairs]. */
    public static final String SEQUENCE_SCALES = "sequence_scales";
    /** w, each pair's share of the loss, float [pairs]. */
    public static final String PAIR_WEIGHTS = "pair_weights";

    @Override
    public Loss declare(Graph graph, int headChunks) {
        Operators ops = new Operators(graph);
        TargetInputs targets = TargetInputs.declare(graph, headChunks);
        Value sequences =
                graph.input(TARGET_SEQUENCES, DataType.INT64, targets.ids().shape());
        Value reference = graph.input(REFERENCE_LOG_PROBS, DataType.FLOAT, PairLoss.PER_SEQUENCE);
        Value scales = graph.input(SEQUENCE_SCALES, DataType.FLOAT, PairLoss.PER_SEQUENCE);
        Value weights = graph.input(PAIR_WEIGHTS, DataType.FLOAT, PairLoss.PER_PAIR);
        return (decoder, parameters) -> {
            Value hidden = decoder.hiddenStates();
            return graph.scoped("dpo", () -> {
                Value trained = decoder.finalNorm(ops.gather(hidden, targets.positions(), 0));
                Value logProbs = new TokenLogProbs(ops, headChunks).of(trained, parameters.head(), targets.ids());
                // Summed one after the other, so that a score does not depend on the other sequences of its pass, and
                // in double precision, because a long response's sum is large and its difference from the reference
                // small.
                Value terms = ops.cast(ops.mul(logProbs, targets.weights()), DataType.DOUBLE);
                Value empty = ops.cast(ops.zerosLike(reference), DataType.DOUBLE);
                Value scores = ops.cast(ops.scatterElementsAdd(empty, sequences, terms, 0), DataType.FLOAT);
                Value scaled = ops.mul(ops.sub(scores, reference), scales);
                Value rewards = ops.mul(scaled, ops.scalar(DataType.FLOAT, beta));
                return new Result(PairLoss.of(ops, rewards, weights, labelSmoothing), Optional.of(scores));
            });
        };
    }

    @Override
    public Optional<String> scoredInput() {
        return Optional.of(REFERENCE_LOG_PROBS);
    }
}
