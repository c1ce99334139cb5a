package dev.smoltulu.verifiers.math;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.hipparchus.complex.Complex;
import org.hipparchus.util.FastMath;

/** The functions of one argument: their names in LaTeX and in Symja, and their values. */
enum MathFunction {
    EXP("Exp", Complex::exp),
    LN("Log", Complex::log),
    LOG("Log", Complex::log),
    SIN("Sin", Complex::sin),
    COS("Cos", Complex::cos),
    TAN("Tan", Complex::tan),
    CSC("Csc", x -> x.sin().reciprocal()),
    SEC("Sec", x -> x.cos().reciprocal()),
    COT("Cot", x -> x.tan().reciprocal()),
    ARCSIN("ArcSin", Complex::asin),
    ARCCOS("ArcCos", Complex::acos),
    ARCTAN("ArcTan", Complex::atan),
    ARCCSC("ArcCsc", x -> x.reciprocal().asin()),
    ARCSEC("ArcSec", x -> x.reciprocal().acos()),
    ARCCOT("ArcCot", x -> x.reciprocal().atan()),
    SINH("Sinh", Complex::sinh),
    COSH("Cosh", Complex::cosh),
    TANH("Tanh", Complex::tanh),
    ARSINH("ArcSinh", Complex::asinh),
    ARCOSH("ArcCosh", Complex::acosh),
    ARTANH("ArcTanh", Complex::atanh),
    ABS("Abs", x -> new Complex(x.norm())),
    FLOOR("Floor", x -> x.isReal() ? new Complex(FastMath.floor(x.getReal())) : Complex.NaN),
    CEILING("Ceiling", x -> x.isReal() ? new Complex(FastMath.ceil(x.getReal())) : Complex.NaN),
    FACTORIAL("Factorial", MathFunction::factorial);

    /** The largest whose factorial is a double. */
    private static final int MAX_FACTORIAL = 170;

    private final String symja;
    private final UnaryOperator<Complex> value;

    MathFunction(String symja, UnaryOperator<Complex> value) {
        this.symja = symja;
        this.value = value;
    }

    /** The function whose LaTeX command is {@code \name} and takes its argument as {@code \sin} does. */
    static Optional<MathFunction> ofCommand(String name) {
        return Arrays.stream(values())
                .filter(function -> function.compareTo(ABS) < 0)
                .filter(function -> function.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    boolean isLogarithm() {
        return this == LN || this == LOG;
    }

    /** What {@code \sin^{-1}} means. */
    Optional<MathFunction> inverse() {
        return switch (this) {
            case SIN, COS, TAN, CSC, SEC, COT -> Optional.of(valueOf("ARC" + name()));
            case SINH, COSH, TANH -> Optional.of(valueOf("AR" + name()));
            default -> Optional.empty();
        };
    }

    String symja() {
        return symja;
    }

    /** NaN where it cannot be said. */
    Complex value(Complex argument) {
        return value.apply(argument);
    }

    private static Complex factorial(Complex x) {
        double n = x.getReal();
        if (!x.isReal() || n != FastMath.rint(n) || n < 0 || n > MAX_FACTORIAL) {
            return Complex.NaN;
        }
        double product = 1;
        for (int i = 2; i <= n; i++) {
            product *= i;
        }
        return new Complex(product);
    }
}
