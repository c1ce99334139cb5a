package dev.smoltulu.graphs.quantize;

/**
 * Rows of numbers as unsigned bytes with one scale per row: byte q encodes (q - 128) * scale. Of several scales the one
 * with the smallest squared error is taken.
 */
public final class RowQuantizer {

    /** The byte that encodes zero. */
    public static final int ZERO = 128;

    private static final int HIGHEST = 127;
    /** Candidates: the row's largest number times these. */
    private static final float[] SHRINKS = {1f, 0.97f, 0.94f, 0.91f, 0.88f, 0.85f, 0.8f};

    private RowQuantizer() {}

    /**
     * Quantises {@code columns} numbers from {@code from} on.
     *
     * @param bytes  where they go: the first at {@code at}, each next one {@code stride} later
     * @return the scale
     */
    public static float quantize(float[] x, int from, int columns, byte[] bytes, int at, int stride) {
        float scale = scale(x, from, columns);
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int i = 0; i < columns; i++) {
            bytes[at + i * stride] = (byte) (level(x[from + i] * inverse) + ZERO);
        }
        return scale;
    }

    private static float scale(float[] x, int from, int columns) {
        float largest = 0;
        for (int i = from; i < from + columns; i++) {
            largest = Math.max(largest, Math.abs(x[i]));
        }
        float best = largest / HIGHEST;
        double leastError = Double.POSITIVE_INFINITY;
        for (float shrink : SHRINKS) {
            float scale = largest * shrink / HIGHEST;
            double error = scale == 0 ? 0 : error(x, from, columns, scale);
            if (error < leastError) {
                leastError = error;
                best = scale;
            }
        }
        return best;
    }

    private static double error(float[] x, int from, int columns, float scale) {
        float inverse = 1 / scale;
        double sum = 0;
        for (int i = from; i < from + columns; i++) {
            float difference = x[i] - level(x[i] * inverse) * scale;
            sum += difference * difference;
        }
        return sum;
    }

    private static int level(float scaled) {
        return Math.max(-HIGHEST, Math.min(HIGHEST, (int) Math.rint(scaled)));
    }
}
