package dev.smoltulu.sweep.report.plot;

import dev.smoltulu.trainer.report.Axis;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as people read them: a few digits, 9e-5 for small ones. Files have them whole. */
public final class Brief {

    private Brief() {}

    /** Four significant digits. */
    public static String of(double value) {
        return of(value, 4);
    }

    /** A positive value as 3e-3, also where 0.003 is short: so that its neighbours look alike. */
    static String scientific(double value, int digits) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }

    static String of(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "not a number" : String.valueOf(value);
        }
        return Axis.label(new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN)));
    }
}
