package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.Optional;

/**
 * The clipped value loss of PPO (the value term of Schulman et al., arXiv 1707.06347, equation 9, with the clipping of
 * OpenAI's {@code baselines/ppo2}), for a value model: one with a score head that is read at every target's position.
 * For each target with return R, value v_old before this rollout's updates, and weight w:
 *
 * <pre>
 *   v = RMSNorm(h_t) u'                                                   u: the score head; the scores
 *   v_clipped = v_old + clip(v - v_old, -c, c)
 *   L = sum_t w max((v - R)^2, (v_clipped - R)^2) / 2
 * </pre>
 *
 * <p>This is the value loss of open-instruct's {@code ppo_vllm_thread_ray_gtrl.py} and of TRL's {@code PPOTrainer}.
 *
 * <p>Inputs: {@code target_positions} and {@code target_weights} of {@link TargetInputs}, and the two below.
 *
 * @param clip c, how far a value may move from the old one
 */
public record ValueObjective(double clip) implements TrainingObjective {

    /** v_old of each target, float [targets]. */
    public static final String OLD_VALUES = "old_values";
    /** R of each target, float [targets]. */
    public static final String RETURNS = "returns";

    public ValueObjective {
        if (!(clip >= 0)) {
            throw new IllegalArgumentException("the clip range is at least 0");
        }
    }

    @Override
    public Loss declare(Graph graph, int headChunks) {
        Operators ops = new Operators(graph);
        Shape targets = Shape.of(Dim.named("targets"));
        Value positions = graph.input(TargetInputs.POSITIONS, DataType.INT64, targets);
        Value weights = ops.cast(graph.input(TargetInputs.WEIGHTS, DataType.FLOAT, targets), DataType.DOUBLE);
        Value old = ops.cast(graph.input(OLD_VALUES, DataType.FLOAT, targets), DataType.DOUBLE);
        Value returns = ops.cast(graph.input(RETURNS, DataType.FLOAT, targets), DataType.DOUBLE);
        return (decoder, parameters) -> {
            Value hidden = decoder.hiddenStates();
            return graph.scoped("value", () -> {
                Value values = RewardObjective.scores(ops, decoder, parameters, hidden, positions);
                Value wide = ops.cast(values, DataType.DOUBLE);
                Value clipped = ops.add(old, ops.clip(ops.sub(wide, old), -clip, clip));
                Value larger = ops.max(squared(ops, ops.sub(wide, returns)), squared(ops, ops.sub(clipped, returns)));
                Value halved = ops.mul(larger, ops.scalar(DataType.DOUBLE, 0.5));
                Value loss = ops.cast(ops.sumAll(ops.mul(halved, weights)), DataType.FLOAT);
                return new Result(loss, Optional.of(values));
            });
        };
    }

    private static Value squared(Operators ops, Value x) {
        return ops.mul(x, x);
    }

    @Override
    public Optional<String> scoredInput() {
        return Optional.of(TargetInputs.POSITIONS);
    }
}
