package dev.smoltulu.verifiers.math;

import java.math.BigDecimal;

/** A mathematical expression. Quotients and roots are powers, differences are sums. */
sealed interface MathExpression {

    record Number(BigDecimal value) implements MathExpression {}

    /** A variable, by its name in LaTeX. */
    record Symbol(String name) implements MathExpression {}

    /** The ratio of a circle's circumference to its diameter. */
    record Pi() implements MathExpression {}

    record Sum(MathExpression left, MathExpression right) implements MathExpression {}

    record Product(MathExpression left, MathExpression right) implements MathExpression {}

    record Power(MathExpression base, MathExpression exponent) implements MathExpression {}

    record Call(MathFunction function, MathExpression argument) implements MathExpression {}

    record Binomial(MathExpression n, MathExpression k) implements MathExpression {}

    static MathExpression number(long value) {
        return new Number(BigDecimal.valueOf(value));
    }

    default MathExpression negated() {
        return new Product(number(-1), this);
    }

    default MathExpression minus(MathExpression other) {
        return new Sum(this, other.negated());
    }

    default MathExpression dividedBy(MathExpression other) {
        return new Product(this, new Power(other, number(-1)));
    }

    /** The n-th root. */
    default MathExpression root(MathExpression n) {
        return new Power(this, number(1).dividedBy(n));
    }
}
