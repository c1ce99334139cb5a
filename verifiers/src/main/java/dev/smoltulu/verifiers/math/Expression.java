package dev.smoltulu.verifiers.math;

import java.math.BigDecimal;

/** A mathematical expression. Quotients and roots are powers, differences are sums. */
sealed interface Expression {

    record Number(BigDecimal value) implements Expression {}

    /** A variable, by its name in LaTeX. */
    record Symbol(String name) implements Expression {}

    /** The ratio of a circle's circumference to its diameter. */
    record Pi() implements Expression {}

    record Sum(Expression left, Expression right) implements Expression {}

    record Product(Expression left, Expression right) implements Expression {}

    record Power(Expression base, Expression exponent) implements Expression {}

    record Call(MathFunction function, Expression argument) implements Expression {}

    record Binomial(Expression n, Expression k) implements Expression {}

    static Expression number(long value) {
        return new Number(BigDecimal.valueOf(value));
    }

    default Expression negated() {
        return new Product(number(-1), this);
    }

    default Expression minus(Expression other) {
        return new Sum(this, other.negated());
    }

    default Expression dividedBy(Expression other) {
        return new Product(this, new Power(other, number(-1)));
    }

    /** The n-th root. */
    default Expression root(Expression n) {
        return new Power(this, number(1).dividedBy(n));
    }
}
