package dev.smoltulu.trainer.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The range of an axis and its ticks at multiples of 1, 2 or 5 times a power of ten. Ticks are decimal, so 0.1 + 0.2
 * is labelled 0.3.
 */
public record Axis(double low, double high, List<BigDecimal> ticks) {

    private static final int MAX_STEP_EXPONENT = 300;

    /** An axis over [low, high] with about {@code count} ticks; both ends are widened where they are equal. */
    public static Axis over(double low, double high, int count) {
        if (low == high) {
            double margin = low == 0 ? 1 : Math.abs(low) * 0.1;
            return over(low - margin, high + margin, count);
        }
        BigDecimal step = step((high - low) / count);
        BigDecimal first = BigDecimal.valueOf((long) Math.ceil(low / step.doubleValue() - 1e-9))
                .multiply(step);
        List<BigDecimal> ticks = new ArrayList<>();
        double end = high + step.doubleValue() * 1e-9;
        for (BigDecimal tick = first; tick.doubleValue() <= end; tick = tick.add(step)) {
            ticks.add(tick);
        }
        return new Axis(low, high, List.copyOf(ticks));
    }

    private static BigDecimal step(double rough) {
        int exponent = (int) Math.floor(Math.log10(Math.max(rough, Double.MIN_NORMAL)));
        int bounded = Math.max(-MAX_STEP_EXPONENT, Math.min(MAX_STEP_EXPONENT, exponent));
        double mantissa = rough / Math.pow(10, bounded);
        int nice = mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10;
        return BigDecimal.valueOf(nice).scaleByPowerOfTen(bounded);
    }

    /** Where a value lies: 0 at the low end, 1 at the high end. */
    public double share(double value) {
        return (value - low) / (high - low);
    }

    /** 0.25, 1,500, 9e-5. */
    public static String label(BigDecimal tick) {
        BigDecimal plain = tick.stripTrailingZeros();
        double size = Math.abs(tick.doubleValue());
        if (size == 0) {
            return "0";
        }
        if (size < 1e-3 || size >= 1e9) {
            int exponent = plain.precision() - plain.scale() - 1;
            BigDecimal mantissa = plain.scaleByPowerOfTen(-exponent).stripTrailingZeros();
            return mantissa.toPlainString() + "e" + exponent;
        }
        return plain.scale() > 0 ? plain.toPlainString() : String.format(Locale.ROOT, "%,d", plain.longValueExact());
    }
}
