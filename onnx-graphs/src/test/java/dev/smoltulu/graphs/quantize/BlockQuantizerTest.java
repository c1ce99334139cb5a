package dev.smoltulu.graphs.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of few bits: what they stand for, and that the search leaves less error than rounding by the range. */
class BlockQuantizerTest {

    private static final int COLUMNS = 70;

    @ParameterizedTest
    @CsvSource({"4,32,true", "4,32,false", "4,16,true", "4,16,false", "8,32,true", "8,32,false", "8,16,false"})
    void leavesLessErrorThanTheRangeAlone(int bits, int size, boolean symmetric) {
        Random random = new Random(7);
        float[] row = new float[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            row[i] = (float) random.nextGaussian() + 0.3f;
        }
        float[] restored = roundTrip(row, bits, size, symmetric);
        double error = 0;
        double byRange = 0;
        for (int start = 0; start < COLUMNS; start += size) {
            int end = Math.min(COLUMNS, start + size);
            float largest = 0;
            for (int i = start; i < end; i++) {
                largest = Math.max(largest, Math.abs(row[i]));
            }
            float step = largest / ((1 << bits - 1) - 1);
            for (int i = start; i < end; i++) {
                error += Math.pow(row[i] - restored[i], 2);
                byRange += Math.pow(row[i] - Math.rint(row[i] / step) * step, 2);
            }
        }
        assertTrue(error < byRange, error + " against " + byRange);
    }

    @Test
    void zerosStayZeros() {
        for (float value : roundTrip(new float[COLUMNS], 4, 32, false)) {
            assertEquals(0, value);
        }
    }

    @Test
    void whatFitsIsExact() {
        float[] row = new float[32];
        for (int i = 0; i < row.length; i++) {
            row[i] = 0.5f * (i % 16 - 8);
        }
        float[] restored = roundTrip(row, 4, 32, true);
        for (int i = 0; i < row.length; i++) {
            assertEquals(row[i], restored[i], 1e-6f);
        }
    }

    /** Read as MatMulNBits reads it: the first of two numbers in the low half of a byte. */
    private static float[] roundTrip(float[] row, int bits, int size, boolean symmetric) {
        int blocks = BlockQuantizer.blocks(row.length, size);
        byte[] packed = new byte[blocks * size * bits / Byte.SIZE];
        float[] scales = new float[blocks];
        byte[] zeros = new byte[blocks];
        new BlockQuantizer(bits, size, symmetric).quantize(row, 0, row.length, packed, scales, zeros, 0);
        float[] restored = new float[row.length];
        int perByte = Byte.SIZE / bits;
        for (int i = 0; i < row.length; i++) {
            int level = (packed[i / perByte] & 0xff) >> i % perByte * bits & (1 << bits) - 1;
            int block = i / size;
            restored[i] = (level - (zeros[block] & 0xff)) * scales[block];
        }
        return restored;
    }
}
