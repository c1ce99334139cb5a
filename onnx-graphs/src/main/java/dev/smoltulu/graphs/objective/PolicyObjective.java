package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The clipped policy loss of PPO (Schulman et al., arXiv 1707.06347), and with a penalty that of GRPO (Shao et al., arXiv
 * 2402.03300) as open-instruct has it. A trained token of advantage A costs max(-A r, -A clip(r, 1 - low, 1 + high)) plus
 * beta times the divergence's estimate, where r is its probability divided by that under the policy that drew it. The
 * loss is the weighted sum; scores are the tokens' log-probabilities under the policy and the temperature.
 *
 * @param temperature  logits are divided by this plus 1e-7, as in open-instruct
 * @param clipLow      how far r may fall below 1
 * @param clipHigh     how far r may rise above 1
 * @param kl           the divergence from the reference in the loss, if it is part of it
 * @param hasEntropies whether entropies are an output too
 */
public record PolicyObjective(
        double temperature, double clipLow, double clipHigh, Optional<KlPenalty> kl, boolean hasEntropies)
        implements TrainingObjective {

    /** Each target's log-probability under the policy that drew it, float [targets]. */
    public static final String OLD_LOG_PROBS = "old_log_probs";
    /**
     * Whether the policy that drew the tokens is the one that is trained, bool [1]: then every r is 1, with the gradient
     * of the probability, and {@link #OLD_LOG_PROBS} are not looked at.
     */
    public static final String ON_POLICY = "on_policy";
    /** How much better each target was than expected, float [targets]. */
    public static final String ADVANTAGES = "advantages";
    /** Each target's log-probability under the reference, float [targets]; an input only where there is a penalty. */
    public static final String REFERENCE_LOG_PROBS = "reference_log_probs";

    private static final double TEMPERATURE_FLOOR = 1e-7;
    /** Differences of log-probabilities are cut off here before the divergence is estimated. */
    private static final double MOST_DIFFERENCE = 40;

    public PolicyObjective {
        if (!(temperature > 0) || !(clipLow >= 0) || !(clipHigh >= 0)) {
            throw new IllegalArgumentException("the temperature is above 0, and clip ranges are at least 0");
        }
    }

    @Override
    public Loss declare(Graph graph, int headChunks) {
        Operators ops = new Operators(graph);
        TargetInputs targets = TargetInputs.declare(graph, headChunks);
        Shape shape = targets.ids().shape();
        Value onPolicy = graph.input(ON_POLICY, DataType.BOOL, Shape.of(1));
        List<Value> old = parts(ops, graph.input(OLD_LOG_PROBS, DataType.FLOAT, shape), headChunks);
        List<Value> advantages = parts(ops, graph.input(ADVANTAGES, DataType.FLOAT, shape), headChunks);
        List<Value> reference = kl.isEmpty()
                ? List.of()
                : parts(ops, graph.input(REFERENCE_LOG_PROBS, DataType.FLOAT, shape), headChunks);
        List<Value> weights = parts(ops, targets.weights(), headChunks);
        float scale = (float) (1 / (temperature + TEMPERATURE_FLOOR));
        return (decoder, parameters) -> {
            Value hidden = decoder.hiddenStates();
            return graph.scoped("policy", () -> {
                Value trained = decoder.finalNorm(ops.gather(hidden, targets.positions(), 0));
                TokenLogProbs.Parts tokens = new TokenLogProbs(ops, headChunks, scale)
                        .parts(trained, parameters.head(), targets.ids(), hasEntropies);
                List<Value> losses = new ArrayList<>();
                for (int i = 0; i < headChunks; i++) {
                    Value now = ops.cast(tokens.logProbs().get(i), DataType.DOUBLE);
                    Value before = ops.where(onPolicy, ops.stopGradient(now), old.get(i));
                    Value ratio = ops.exp(ops.sub(now, before));
                    Value loss = clipped(ops, ratio, advantages.get(i));
                    if (kl.isPresent()) {
                        loss = ops.add(loss, penalty(ops, kl.get(), ops.sub(now, reference.get(i)), ratio));
                    }
                    losses.add(ops.sumAll(ops.mul(loss, weights.get(i))));
                }
                Value sum = ops.cast(losses.stream().reduce(ops::add).orElseThrow(), DataType.FLOAT);
                return new Result(
                        sum,
                        Optional.of(ops.concat(tokens.logProbs(), 0, shape)),
                        hasEntropies ? Optional.of(ops.concat(tokens.entropies(), 0, shape)) : Optional.empty());
            });
        };
    }

    private Value clipped(Operators ops, Value ratio, Value advantages) {
        Value loss = ops.neg(advantages);
        return ops.max(ops.mul(loss, ratio), ops.mul(loss, ops.clip(ratio, 1 - clipLow, 1 + clipHigh)));
    }

    private static Value penalty(Operators ops, KlPenalty kl, Value difference, Value ratio) {
        Value bounded = ops.clip(difference, -MOST_DIFFERENCE, MOST_DIFFERENCE);
        return ops.mul(kl.estimator().of(ops, bounded, ratio), ops.scalar(DataType.DOUBLE, kl.beta()));
    }

    /**
     * The chunks' own parts of an input, in double precision, in which all that is not a product of matrices is done:
     * differences of log-probabilities are small.
     */
    private static List<Value> parts(Operators ops, Value input, int chunks) {
        return ops.split(ops.cast(input, DataType.DOUBLE), 0, chunks);
    }

    @Override
    public boolean sharesPrefixes() {
        return true;
    }

    @Override
    public Optional<String> scoredInput() {
        return Optional.of(TargetInputs.IDS);
    }
}
