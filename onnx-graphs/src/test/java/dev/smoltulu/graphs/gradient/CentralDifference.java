package dev.smoltulu.graphs.gradient;

import dev.smoltulu.graphs.ir.Tensor;
import java.util.function.DoubleSupplier;

/** Numerical derivatives to hold symbolic ones against. */
public final class CentralDifference {

    private static final double STEP = 1e-5;
    /** What rounding alone may leave between the two where the derivative is zero. */
    private static final double FLOOR = 2e-9;

    private CentralDifference() {}

    /** The derivative of {@code function} by one element of {@code x}, which it reads; x is left as it was. */
    public static double of(Tensor x, int element, DoubleSupplier function) {
        double before = x.data()[element];
        double step = STEP * Math.max(1, Math.abs(before));
        x.data()[element] = before + step;
        double above = function.getAsDouble();
        x.data()[element] = before - step;
        double below = function.getAsDouble();
        x.data()[element] = before;
        return (above - below) / (2 * step);
    }

    /** Whether the two agree to {@code tolerance} relative; never where one is not finite. */
    public static boolean agree(double symbolic, double numeric, double tolerance) {
        if (!Double.isFinite(symbolic) || !Double.isFinite(numeric)) {
            return false;
        }
        double larger = Math.max(Math.abs(symbolic), Math.abs(numeric));
        return Math.abs(symbolic - numeric) <= tolerance * larger + FLOOR;
    }
}
