package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;

/**
 * The Bradley-Terry loss of preference pairs: each pair is two sequences one after the other, the chosen one first, and
 * its loss -log sigmoid of the chosen sequence's reward minus the rejected one's.
 */
final class PairLoss {

    private static final Dim PAIRS = Dim.named("pairs");
    /** One element a sequence: twice as many as there are pairs. */
    static final Shape PER_SEQUENCE = Shape.of(PAIRS.times(Dim.of(2)));

    static final Shape PER_PAIR = Shape.of(PAIRS);

    private PairLoss() {}

    /**
     * The weighted sum of the pairs' losses, a scalar.
     *
     * @param rewards        [2*pairs]
     * @param weights        each pair's share of the loss, [pairs]
     * @param labelSmoothing how likely the preference is the wrong way round, 0 to 1
     */
    static Value of(Operators ops, Value rewards, Value weights, double labelSmoothing) {
        Graph graph = ops.graph();
        Value signs = graph.constant("signs", Constant.real(DataType.FLOAT, Shape.of(2L), 1, -1));
        Value pairs = ops.reshape(rewards, Shape.of(PAIRS, Dim.of(2)));
        Value margins = ops.reduceSum(ops.mul(pairs, signs), false, -1);
        Value loss = ops.softplus(ops.neg(margins));
        if (labelSmoothing > 0) {
            Value right = ops.mul(loss, ops.scalar(DataType.FLOAT, 1 - labelSmoothing));
            Value wrong = ops.mul(ops.softplus(margins), ops.scalar(DataType.FLOAT, labelSmoothing));
            loss = ops.add(right, wrong);
        }
        return ops.sumAll(ops.mul(loss, weights));
    }
}
