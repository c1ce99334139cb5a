package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;

/**
 * The negative log-likelihood of preference pairs under the Bradley-Terry model, which DPO and reward models share.
 * With r the rewards of a pair's sequences, w its weight and e the label smoothing:
 *
 * <pre>
 *   m = r(chosen) - r(rejected)
 *   L = sum over pairs of w ((1 - e) softplus(-m) + e softplus(m)),   softplus(-m) = -log sigmoid(m)
 * </pre>
 */
final class PairLoss {

    private static final Dim PAIRS = Dim.named("pairs");
    /** One element per sequence: a pair's chosen sequence, then its rejected one. */
    static final Shape PER_SEQUENCE = Shape.of(PAIRS.times(Dim.of(2)));

    static final Shape PER_PAIR = Shape.of(PAIRS);

    private PairLoss() {}

    /**
     * The loss, a scalar.
     *
     * @param rewards        r, [2*pairs]
     * @param weights        w, [pairs]
     * @param labelSmoothing e, the probability that a preference is the wrong way round, from 0 to 1
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
