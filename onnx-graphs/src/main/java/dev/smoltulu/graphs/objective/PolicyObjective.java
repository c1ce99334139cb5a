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
 * The clipped policy loss of PPO (Schulman et al., arXiv 1707.06347, equation 7), and with a KL penalty that of GRPO
 * (Shao et al., arXiv 2402.03300, equation 3). For each trained token y_t with context c_t, advantage A and weight w:
 *
 * <pre>
 *   log p = log softmax(logits / (temperature + 1e-7))[y_t]                 the scores
 *   r = exp(log p - log p_old)                                             the ratio
 *   l = max(-A r, -A clip(r, 1 - low, 1 + high))                           the clipped loss
 *   d = clamp(log p - log p_reference, -40, 40)
 *   L = sum_t w (l + beta kl(d, r))                                        kl: {@link KlEstimator}
 * </pre>
 *
 * <p>p is the policy that is trained, p_old the one that drew the tokens, p_reference the reference model. Without a
 * penalty, where L = sum_t w l, this is the policy loss of open-instruct's {@code ppo_vllm_thread_ray_gtrl.py}; with
 * it, that of {@code grpo_vllm_thread_ray_gtrl.py} and {@code grpo_fast.py}. A {@code high} above {@code low} is DAPO's
 * clip-higher (Yu et al., arXiv 2503.14476). From log p on, all is in double precision, because differences of
 * log-probabilities are small.
 *
 * <p>Inputs: those of {@link TargetInputs}, whose weights are w, and those below.
 *
 * @param temperature  of the distribution that the tokens were drawn from
 * @param clipLow      low: how far r may fall below 1
 * @param clipHigh     high: how far r may rise above 1
 * @param kl           the KL penalty, where it is part of the loss
 * @param hasEntropies whether the entropy of each token's distribution is an output too
 */
public record PolicyObjective(
        double temperature, double clipLow, double clipHigh, Optional<KlPenalty> kl, boolean hasEntropies)
        implements TrainingObjective {

    /**
     * The policy's KL divergence from its reference as a part of the loss: {@code beta} times the estimate per token.
     */
    public record KlPenalty(KlEstimator estimator, double beta) {}

    /** log p_old of each target, float [targets]. */
    public static final String OLD_LOG_PROBS = "old_log_probs";
    /**
     * Whether the policy that drew the tokens is the one that is trained, bool [1]: then every r is 1, with the
     * gradient of log p, and {@link #OLD_LOG_PROBS} are ignored.
     */
    public static final String ON_POLICY = "on_policy";
    /** A of each target, float [targets]. */
    public static final String ADVANTAGES = "advantages";
    /** log p_reference of each target, float [targets]; an input only where there is a KL penalty. */
    public static final String REFERENCE_LOG_PROBS = "reference_log_probs";

    private static final double TEMPERATURE_FLOOR = 1e-7;
    /** The limit of |d|. */
    private static final double MAX_DIFFERENCE = 40;

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

    /** l of each target. */
    private Value clipped(Operators ops, Value ratio, Value advantages) {
        Value loss = ops.neg(advantages);
        return ops.max(ops.mul(loss, ratio), ops.mul(loss, ops.clip(ratio, 1 - clipLow, 1 + clipHigh)));
    }

    /** beta kl(d, r) of each target. */
    private static Value penalty(Operators ops, KlPenalty kl, Value difference, Value ratio) {
        Value bounded = ops.clip(difference, -MAX_DIFFERENCE, MAX_DIFFERENCE);
        return ops.mul(kl.estimator().of(ops, bounded, ratio), ops.scalar(DataType.DOUBLE, kl.beta()));
    }

    /** An input cut into the head's chunks, in double precision. */
    private static List<Value> parts(Operators ops, Value input, int chunks) {
        return ops.split(ops.cast(input, DataType.DOUBLE), 0, chunks);
    }

    @Override
    public Optional<String> scoredInput() {
        return Optional.of(TargetInputs.IDS);
    }
}
