package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;
import java.util.Optional;

/**
 * Direct preference optimisation (Rafailov et al., arXiv 2305.18290), also length-normalised (Tulu 3, arXiv
 * 2411.15124). A sequence's score is its summed log-probability; its reward is beta times its scale times the score's
 * difference from the reference model's. The scale is 1, or 1 / trained tokens where lengths are normalised.
 *
 * @param labelSmoothing how likely a pair's preference is taken to be the wrong way round
 */
public record PreferenceObjective(double beta, double labelSmoothing) implements TrainingObjective {

    /** Which sequence each target belongs to, int64 [targets]. */
    public static final String TARGET_SEQUENCES = "target_sequences";
    /** The reference model's summed log-probability of each sequence, float [2*pairs]. */
    public static final String REFERENCE_LOG_PROBS = "reference_log_probs";
    /** float [2*pairs]. */
    public static final String SEQUENCE_SCALES = "sequence_scales";
    /** Each pair's share of the loss, float [pairs]. */
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
                // Summed one after the other, so that a score does not depend on what stands beside its sequence, and
                // in double precision, because a long answer's sum is large and its difference from the reference
                // small.
                Value terms = ops.cast(ops.mul(logProbs, targets.weights()), DataType.DOUBLE);
                Value empty = ops.cast(ops.zerosLike(reference), DataType.DOUBLE);
                Value scores = ops.cast(ops.scatterElementsAdd(empty, sequences, terms, 0), DataType.FLOAT);
                Value gained = ops.mul(ops.sub(scores, reference), scales);
                Value rewards = ops.mul(gained, ops.scalar(DataType.FLOAT, beta));
                return new Result(PairLoss.of(ops, rewards, weights, labelSmoothing), Optional.of(scores));
            });
        };
    }

    @Override
    public boolean sharesPrefixes() {
        return true;
    }

    @Override
    public Optional<String> scoredInput() {
        return Optional.of(REFERENCE_LOG_PROBS);
    }

    @Override
    public boolean hasEntropies() {
        return false;
    }
}
