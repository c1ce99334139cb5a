package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.Optional;

/**
 * The clipped value loss of PPO, for a model with a score head that is read at every target's position: a value v costs
 * max((v - R)^2, (clip(v, old - c, old + c) - R)^2) / 2 (open-instruct, trl). The loss is the weighted sum; scores are
 * the values. Inputs beside the tokens are {@code target_positions} and {@code target_weights} of {@link TargetInputs}
 * and the two below.
 *
 * @param clip c, how far a value may move from the old one
 */
public record ValueObjective(double clip) implements TrainingObjective {

    /** The value at each target before this rollout's updates, float [targets]. */
    public static final String OLD_VALUES = "old_values";
    /** R, what each value should have been, float [targets]. */
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
    public boolean sharesPrefixes() {
        return true;
    }

    @Override
    public Optional<String> scoredInput() {
        return Optional.of(TargetInputs.POSITIONS);
    }

    @Override
    public boolean hasEntropies() {
        return false;
    }
}
