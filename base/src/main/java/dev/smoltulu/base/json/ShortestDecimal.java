package dev.smoltulu.base.json;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The decimal with the fewest digits that reads back as the same number. {@code Double.toString} gives it from JDK 19
 * on only, and files must not differ by JDK.
 */
public final class ShortestDecimal {

    private static final int MAX_DIGITS = 17;
    private static final int PLAIN_ZEROS = 21;

    private ShortestDecimal() {}

    /**
     * The decimal number with the fewest digits that is read back as {@code number}.
     *
     * @throws NumberFormatException for NaN and infinities
     */
    public static BigDecimal of(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < MAX_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == number) {
                return plain(rounded);
            }
        }
        return plain(exact.round(new MathContext(MAX_DIGITS)));
    }

    /**
     * As {@link #of(double)} for a number of single precision: 0.1f is 0.1, not 0.10000000149011612.
     *
     * @throws NumberFormatException for NaN and infinities
     */
    public static BigDecimal of(float number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < 9; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.floatValue() == number) {
                return plain(rounded);
            }
        }
        return plain(exact.round(new MathContext(9)));
    }

    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        boolean bigWhole = stripped.scale() < 0 && stripped.scale() > -PLAIN_ZEROS;
        return bigWhole ? stripped.setScale(0) : stripped;
    }
}
