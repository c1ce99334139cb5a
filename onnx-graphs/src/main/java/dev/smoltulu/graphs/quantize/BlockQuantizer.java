package dev.smoltulu.graphs.quantize;

/**
 * Numbers in four or eight bits, in blocks with a scale and, unless symmetric, a zero point: q encodes
 * (q - zero) * scale, with q from 0 to 15 or 255. Of several candidates for both, each with the scale that fits its
 * rounded numbers best (least squares), the one with the smallest squared error is taken.
 */
public final class BlockQuantizer {

    /** Candidates: the range of the numbers times these. Clipping the ends makes the steps between finer. */
    private static final float[] SHRINKS = {1.05f, 1.01f, 1f, 0.95f, 0.9f, 0.85f, 0.8f, 0.75f, 0.7f};

    private final int bits;
    private final int size;
    private final boolean symmetric;
    private final int highest;
    /** The zero point of symmetric blocks, MatMulNBits' default. */
    private final int middle;

    private final float[] rounded;
    private float bestGain;
    private float bestScale;
    private int bestZero;

    /**
     * A quantiser for one thread.
     *
     * @param bits 4 or 8
     * @param size numbers in a block
     */
    public BlockQuantizer(int bits, int size, boolean symmetric) {
        this.bits = bits;
        this.size = size;
        this.rounded = new float[size];
        this.highest = (1 << bits) - 1;
        this.middle = 1 << bits - 1;
        this.symmetric = symmetric;
    }

    /** Blocks of {@code size} numbers in a row of {@code columns}. */
    public static int blocks(long columns, int size) {
        return Math.toIntExact((columns + size - 1) / size);
    }

    /**
     * Quantises one row; its last block is filled up with zeros.
     *
     * @param row    the numbers
     * @param from   where the row begins in {@code row}
     * @param packed where its bytes go, from block {@code block} on; of two numbers in a byte the first is the low half
     * @param scales one per block
     * @param zeros  one per block, not packed
     */
    public void quantize(float[] row, int from, int columns, byte[] packed, float[] scales, byte[] zeros, int block) {
        for (int start = 0, at = block; start < columns; start += size, at++) {
            int count = Math.min(size, columns - start);
            search(row, from + start, count);
            scales[at] = bestScale;
            zeros[at] = (byte) bestZero;
            float inverse = bestScale == 0 ? 0 : 1 / bestScale;
            int perByte = Byte.SIZE / bits;
            for (int i = 0; i < size; i++) {
                int level = i < count ? level(row[from + start + i] * inverse, bestZero) : bestZero;
                int shift = i % perByte * bits;
                int index = (at * size + i) / perByte;
                packed[index] = (byte) (shift == 0 ? level : packed[index] | level << shift);
            }
        }
    }

    private void search(float[] x, int from, int count) {
        float min = 0;
        float max = 0;
        for (int i = from; i < from + count; i++) {
            min = Math.min(min, x[i]);
            max = Math.max(max, x[i]);
        }
        bestGain = 0;
        bestScale = 0;
        bestZero = middle;
        if (min == max) {
            return;
        }
        if (symmetric) {
            // With a negative scale the longer, negative side of the levels covers positive numbers.
            float extreme = -min > max ? min : max;
            for (float shrink : SHRINKS) {
                tryScale(x, from, count, extreme * shrink / -middle, middle);
            }
            return;
        }
        float step = (max - min) / highest;
        int zero = Math.round(-min / step);
        for (int candidate = Math.max(0, zero - 1); candidate <= Math.min(highest, zero + 1); candidate++) {
            for (float shrink : SHRINKS) {
                tryScale(x, from, count, step * shrink, candidate);
            }
        }
    }

    /**
     * With q the rounded numbers, s = sum(x q) / sum(q q) leaves the error sum(x x) - sum(x q)^2 / sum(q q), so the
     * largest gain, the second term, is the smallest error.
     */
    private void tryScale(float[] x, int from, int count, float scale, int zero) {
        float inverse = 1 / scale;
        for (int i = 0; i < count; i++) {
            rounded[i] = level(x[from + i] * inverse, zero) - zero;
        }
        float dot = 0;
        float squares = 0;
        for (int i = 0; i < count; i++) {
            dot += x[from + i] * rounded[i];
            squares += rounded[i] * rounded[i];
        }
        float gain = squares == 0 ? 0 : dot * dot / squares;
        if (gain > bestGain) {
            bestGain = gain;
            bestScale = dot / squares;
            bestZero = zero;
        }
    }

    private int level(float scaled, int zero) {
        return Math.max(0, Math.min(highest, (int) Math.rint(scaled) + zero));
    }
}
