package dev.smoltulu.verifiers.math;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.hipparchus.complex.Complex;

/**
 * The values of two expressions where their variables have random ones. Different values disprove that the expressions
 * are equal, in no time and for any expression; equal ones prove nothing.
 */
final class NumericProbe {

    private static final int POINTS = 3;
    private static final long SEED = 20241125;
    private static final double TOLERANCE = 1e-8;

    private final Map<String, Complex> values = new HashMap<>();
    private final SplittableRandom random;

    private NumericProbe(SplittableRandom random) {
        this.random = random;
    }

    /** Whether the expressions differ somewhere for certain. */
    static boolean differ(MathExpression left, MathExpression right) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < POINTS; i++) {
            NumericProbe probe = new NumericProbe(random);
            if (differ(probe.value(left), probe.value(right))) {
                return true;
            }
        }
        return false;
    }

    private static boolean differ(Complex left, Complex right) {
        if (left.isNaN() || right.isNaN()) {
            return false;
        }
        if (left.isInfinite() || right.isInfinite()) {
            return left.isInfinite() != right.isInfinite();
        }
        // Near zero rounding is all that is left of what cancels out, so small numbers count as equal here.
        double scale = Math.max(1, Math.max(left.norm(), right.norm()));
        return left.subtract(right).norm() > TOLERANCE * scale;
    }

    private Complex value(MathExpression expression) {
        if (expression instanceof MathExpression.Number number) {
            return new Complex(number.value().doubleValue());
        }
        if (expression instanceof MathExpression.Symbol symbol) {
            return values.computeIfAbsent(
                    symbol.name(), name -> new Complex(random.nextDouble(0.3, 2), random.nextDouble(-1.5, 1.5)));
        }
        if (expression instanceof MathExpression.Pi) {
            return new Complex(Math.PI);
        }
        if (expression instanceof MathExpression.Sum sum) {
            return value(sum.left()).add(value(sum.right()));
        }
        if (expression instanceof MathExpression.Product product) {
            return value(product.left()).multiply(value(product.right()));
        }
        if (expression instanceof MathExpression.Power power) {
            return power(value(power.base()), value(power.exponent()));
        }
        if (expression instanceof MathExpression.Call call) {
            return call.function().value(value(call.argument()));
        }
        MathExpression.Binomial binomial = (MathExpression.Binomial) expression;
        Complex n = value(binomial.n());
        Complex k = value(binomial.k());
        return MathFunction.FACTORIAL
                .value(n)
                .divide(MathFunction.FACTORIAL.value(k).multiply(MathFunction.FACTORIAL.value(n.subtract(k))));
    }

    private static Complex power(Complex base, Complex exponent) {
        double whole = exponent.getReal();
        if (exponent.isReal() && whole == Math.rint(whole) && Math.abs(whole) <= 64) {
            Complex product = Complex.ONE;
            for (int i = 0; i < Math.abs(whole); i++) {
                product = product.multiply(base);
            }
            return whole < 0 ? product.reciprocal() : product;
        }
        if (base.isZero()) {
            return exponent.getReal() > 0 ? Complex.ZERO : Complex.NaN;
        }
        return base.log().multiply(exponent).exp();
    }
}
