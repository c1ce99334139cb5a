package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;

/**
 * Estimates of the Kullback-Leibler divergence of a policy from its reference by the tokens that it drew, from d = log
 * p - log p_reference. The first three are k1 to k3 of Schulman, "Approximating KL divergence" (2020); the names and
 * the fourth are open-instruct's.
 */
public enum KlEstimator {
    /** d: unbiased, but of either sign. */
    KL1 {
        @Override
        public double of(double difference, double ratio) {
            return difference;
        }

        @Override
        Value of(Operators ops, Value difference, Value ratio) {
            return difference;
        }
    },
    /** d squared, halved. */
    KL2 {
        @Override
        public double of(double difference, double ratio) {
            return difference * difference / 2;
        }

        @Override
        Value of(Operators ops, Value difference, Value ratio) {
            return ops.mul(ops.mul(difference, difference), ops.scalar(DataType.DOUBLE, 0.5));
        }
    },
    /** exp(-d) - 1 + d: unbiased and never negative. */
    KL3 {
        @Override
        public double of(double difference, double ratio) {
            return Math.expm1(-difference) + difference;
        }

        @Override
        Value of(Operators ops, Value difference, Value ratio) {
            Value grown = ops.sub(ops.exp(ops.neg(difference)), ops.scalar(DataType.DOUBLE, 1));
            return ops.add(grown, difference);
        }
    },
    /** r d, with r the token's probability under the policy, divided by that under the policy that drew it. */
    KL4 {
        @Override
        public double of(double difference, double ratio) {
            return ratio * difference;
        }

        @Override
        Value of(Operators ops, Value difference, Value ratio) {
            return ops.mul(ratio, difference);
        }
    };

    /**
     * One token's estimate.
     *
     * @param difference d
     * @param ratio      r
     */
    public abstract double of(double difference, double ratio);

    /** The same in a graph, in double precision: a small d must not vanish beside 1. */
    abstract Value of(Operators ops, Value difference, Value ratio);
}
